"""Small formulas in plain texts, as matplotlib and as a browser set them: the two have to agree."""

CASES = [
    ("D_Q = 4", r"$\mathdefault{D}_{\mathdefault{Q}}$ = 4", "D<sub>Q</sub> = 4"),
    (
        "divide by √D_Q",
        r"divide by $\sqrt{\mathdefault{D}_{\mathdefault{Q}}}$",
        'divide by √<span class="lu-root">D<sub>Q</sub></span>',
    ),
    ("3 / √4 = 1.5", r"3 / $\sqrt{\mathdefault{4}}$ = 1.5", '3 / √<span class="lu-root">4</span> = 1.5'),
    (
        "(e^0.5, e^−3)",
        r"($\mathdefault{e}^{\mathdefault{0.5}}$, $\mathdefault{e}^{\mathdefault{-3}}$)",
        "(e<sup>0.5</sup>, e<sup>−3</sup>)",
    ),
    ("λ_coord", r"$\mathdefault{λ}_{\mathdefault{coord}}$", "λ<sub>coord</sub>"),
    *((text,) * 3 for text in ("conv_transpose2d", "a_b_c", "E₁₃", "12 cells")),
]
