//! Maps from a model's numbers to probabilities that mean what they say.
