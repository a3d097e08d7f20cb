"""Text to facts: one language-neutral engine, one lexicon file per language. Pure, no I/O."""
