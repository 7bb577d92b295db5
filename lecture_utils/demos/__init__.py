"""One file per topic: state and controls in, pictures out."""
