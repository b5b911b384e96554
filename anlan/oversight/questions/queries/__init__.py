"""Reads of questions: asking one within the scope of who asks, kept ones, columns that were asked before."""

from .answering import Answer, answer, known_subjects
from .choices import Choices, choices_of
from .lookup import get_question, kept, same_columns

__all__ = ["Answer", "Choices", "answer", "choices_of", "get_question", "kept", "known_subjects", "same_columns"]
