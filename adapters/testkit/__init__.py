"""The test kit: strategies and laws, with which a host can test a tariff and rules of its own.

`counterfoil.adapters.testkit.strategies` generates catalogues, tariffs, baskets and circumstances;
`counterfoil.adapters.testkit.laws` says what must be true of every price. It needs the extra
`testkit`.
"""
