"""Runs of follow-up with one thing gone wrong at each write: `cases` are the steps, `ground` their repository,
`acts` what people do meanwhile, `rules` what must hold, `plays` one schedule from its beginning to its end."""
