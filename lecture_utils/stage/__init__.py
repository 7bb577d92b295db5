"""How a picture is shown live, saved and frozen. Knows no topic."""
