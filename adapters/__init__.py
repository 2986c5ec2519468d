"""How the world is reached: files, the command line and the test kit.

Driven adapters translate between the domain and one outside format; driving adapters call the
engine. A decision found here belongs in `counterfoil.domain`.
"""
