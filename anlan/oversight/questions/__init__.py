"""Questions (不问也知道): counts over what is on record already, asked by officers in place of asking schools; kept and asked again."""
