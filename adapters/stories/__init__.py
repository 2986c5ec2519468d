"""Stories: steps that people can read, run against a reservation system and held to what they say.

`counterfoil.adapters.files.read_story` reads one, `counterfoil.adapters.stories.running.run_story`
runs it. docs/reference/story-file.md describes the format.
"""
