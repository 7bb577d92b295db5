import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

import lecture_utils.stage.player as player_module
from lecture_utils.stage import notebook
from lecture_utils.stage.cache import FRAMES
from lecture_utils.stage.player import PLAYERS, SCRIPT, Player, current_size, set_size
from tests.stage import sample


class Listening(Player):
    """A player that keeps what it would send to a browser."""

    def __init__(self, demo):
        self.sent = []
        super().__init__(demo)

    def send(self, content, buffers=None):
        self.sent.append((content, buffers))


@pytest.fixture
def player(monkeypatch):
    monkeypatch.setattr(player_module, "TOGETHER", 60.0)  # on a busy machine, a panel can take long
    sample.DRAWN.clear()
    made = Listening(sample.every_control())
    yield made
    made.close()


def away_from_other_loops(act):
    """Run something in a thread of its own: browser tests in the same session leave a loop running in this one."""
    with ThreadPoolExecutor(1) as executor:
        executor.submit(act).result()


def put(player, wish):
    away_from_other_loops(lambda: setattr(player, "request", wish))


def as_sent_by_a_browser(state):
    return json.loads(json.dumps(state))


def request(player, serial, now=(), ahead=(), **changes):
    state = as_sent_by_a_browser({**player.demo.start, **changes})
    wishes = [{"state": {**state, **change}, "names": names} for change, names in ahead]
    return {
        "view": "v",
        "serial": serial,
        "state": state,
        "now": list(now),
        "ahead": wishes,
        "size": "screen",
        "ratio": 1,
    }


def names(message):
    return [item["name"] for item in message[0]["items"]]


def test_what_is_lacking_now_is_answered_in_one_message_texts_first(player):
    put(player, request(player, 1, now=["numbers", "heat", "text:caption"]))
    [(content, buffers)] = player.sent
    assert [(item["name"], item.get("buffer")) for item in content["items"]] == [
        ("text:caption", None),
        ("numbers", 0),
        ("heat", 1),
    ]
    assert [buffer[:4] for buffer in buffers] == [b"\x89PNG"] * 2
    assert (content["serial"], as_sent_by_a_browser(content["state"])) == (1, player.request["state"])


def test_what_is_drawn_is_not_kept_waiting_for_what_takes_long(player, monkeypatch):
    monkeypatch.setattr(player_module, "TOGETHER", 0.0)
    put(player, request(player, 1, now=["numbers", "heat", "text:caption"]))
    assert [names(message) for message in player.sent] == [["text:caption"], ["numbers"], ["heat"]]


def test_while_requests_come_faster_than_panels_are_drawn_every_panel_has_its_turn(player):
    async def drag():
        for serial in range(6):
            player.request = request(player, serial, now=["numbers", "heat", "region"], step=serial, cell=[serial, 0])
        await asyncio.sleep(0.3)

    away_from_other_loops(lambda: asyncio.run(drag()))
    drawn = [(name, message[0]["serial"]) for message in player.sent for name in names(message)]
    assert drawn[:6] == [(name, serial) for serial, name in enumerate(["numbers", "heat", "region"] * 2)]
    assert dict(drawn) == {"numbers": 5, "heat": 5, "region": 5}


def test_frames_ahead_are_drawn_one_by_one_once_the_kernel_is_idle(player):
    async def ask():
        player.request = request(
            player, 1, now=["heat"], ahead=[({"cell": [0, 0]}, ["heat"]), ({"step": 1}, ["numbers"])]
        )
        assert len(player.sent) == 1
        await asyncio.sleep(0.5)

    away_from_other_loops(lambda: asyncio.run(ask()))
    assert [names(message) for message in player.sent] == [["heat"], ["heat"], ["numbers"]]
    assert player.sent[1][0]["items"][0]["values"][0] == (0, 0)


def test_the_frames_ahead_of_one_state_come_in_one_message(player):
    async def ask():
        player.request = request(
            player, 1, ahead=[({"cell": [0, 0], "step": 1}, ["heat", "numbers"]), ({"step": 2}, ["numbers"])]
        )
        await asyncio.sleep(0.5)

    away_from_other_loops(lambda: asyncio.run(ask()))
    assert [names(message) for message in player.sent] == [["heat", "numbers"], ["numbers"]]


def test_frames_ahead_that_a_newer_state_interrupts_are_sent_only_when_they_are_asked_for_again(player):
    async def ask():
        player.request = request(player, 1, ahead=[({"step": 1}, ["numbers", "heat", "region"])])
        while sample.DRAWN != ["numbers"]:
            await asyncio.sleep(0)
        player.request = request(player, 2, now=["region"], ahead=[({"step": 1}, ["numbers"])], words="newer")
        await asyncio.sleep(0.3)

    away_from_other_loops(lambda: asyncio.run(ask()))
    assert [names(message) for message in player.sent] == [["region"], ["numbers"]]
    assert sample.DRAWN == ["numbers", "region"]


def test_a_newer_state_comes_before_what_was_to_be_drawn_ahead_of_an_older_one(player):
    async def ask():
        ahead = [({"cell": [row, 0]}, ["heat"]) for row in range(6)]
        player.request = request(player, 1, now=["heat"], ahead=ahead)
        player.request = request(player, 2, now=["region"], ahead=[({"step": 1}, ["numbers"])], words="newer")
        await asyncio.sleep(0.5)

    away_from_other_loops(lambda: asyncio.run(ask()))
    assert [names(message) for message in player.sent] == [["heat"], ["region"], ["numbers"]]


def test_a_frame_that_was_drawn_ahead_is_not_drawn_again(player):
    async def ask():
        player.request = request(player, 1, ahead=[({"step": 1}, ["numbers"])])
        await asyncio.sleep(0.3)

    away_from_other_loops(lambda: asyncio.run(ask()))
    put(player, request(player, 2, now=["numbers"], step=1))
    assert sample.DRAWN == ["numbers"]
    assert names(player.sent[-1]) == ["numbers"]


def test_a_state_that_is_not_legal_is_answered_with_the_nearest_that_is_and_all_that_it_needs(player):
    put(player, request(player, 1, now=["numbers"], stride=1, padding=2))
    assert all(content["state"]["padding"] == 0 for content, _ in player.sent)
    assert {name for message in player.sent for name in names(message)} == set(player.demo.resources())


def test_a_closed_player_draws_nothing_more(player):
    async def ask():
        player.request = request(player, 1, ahead=[({"step": 1}, ["numbers"])])
        player.close()
        await asyncio.sleep(0.1)

    away_from_other_loops(lambda: asyncio.run(ask()))
    assert sample.DRAWN == []


def test_a_wish_that_has_its_turn_after_the_player_was_closed_is_not_answered(player, monkeypatch):
    waiting = []
    monkeypatch.setattr(player_module, "in_main_thread", waiting.append)  # as while a cell runs
    player.request = request(player, 1, now=["numbers"])
    player.close()
    for act in waiting:
        away_from_other_loops(act)
    assert waiting
    assert sample.DRAWN == []


def test_a_closed_player_keeps_no_frames(player):
    put(player, request(player, 1, now=["numbers"]))
    kept = FRAMES.bytes_used
    player.close()
    assert FRAMES.bytes_used < kept


def test_present_and_read_reach_every_player(player):
    notebook.present()
    try:
        assert current_size() == "hall"
        assert player.size == {"name": "hall", "scale": 1.5}
    finally:
        notebook.read()
    assert player.size["name"] == "screen"


def test_another_size_is_refused():
    with pytest.raises(ValueError, match=r"size must be one of \['screen', 'hall'\], got 'cinema'"):
        set_size("cinema")


def test_players_that_nobody_holds_are_forgotten():
    before = len(PLAYERS)
    made = Listening(sample.every_control())
    assert len(PLAYERS) == before + 1
    made.close()
    assert len(PLAYERS) == before


def test_the_script_is_one_module_without_imports_and_with_one_export():
    assert "import " not in SCRIPT.replace("important", "")
    assert SCRIPT.count("export ") == 1


def test_the_still_picture_has_a_text_alternative():
    still = notebook.StillPicture(sample.every_control(), step=1)
    data, metadata = still._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert (
        data["text/plain"]
        == metadata["image/png"]["alt"]
        == "One of each. step 1 with padding 0; the box is 20 wide and weighs 3."
    )


def test_a_picture_without_a_text_alternative_is_refused():
    with pytest.raises(ValueError, match="alt must say in a sentence"):
        notebook.picture(lambda figure: None)


def test_only_demos_and_source_can_be_shown():
    with pytest.raises(ValueError, match="thing must be a demo, a function or a class, got int"):
        notebook.show(3)


def test_what_another_thread_asks_for_is_drawn_in_the_main_thread(player, monkeypatch):
    waiting = []
    kernel = SimpleNamespace(io_loop=SimpleNamespace(add_callback=waiting.append))
    monkeypatch.setattr("lecture_utils.stage.player.get_ipython", lambda: SimpleNamespace(kernel=kernel))

    def ask():
        player.request = request(player, 1, now=["heat"])
        player.request = request(player, 2, now=["region"])

    away_from_other_loops(ask)
    assert sample.DRAWN == []
    for act in waiting:
        away_from_other_loops(act)
    assert sample.DRAWN == ["region"]  # the newest; the older one was not worth a frame any more
