"""Opinions in free text: which urban problem and which issue each is about, and which of them are copies of one text."""
