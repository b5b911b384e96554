"""Programmes (专项整顿, 专项行动): a name with days and somebody who answers over notices and cases; its report is made from records."""
