"""The file of ticket codes that the example of the catalogue page names."""

VOUCHERS = "MEAL-0001\n  MEAL-0002  \n\nMEAL-0003\n"
CODE_FILES = {"vouchers.txt": VOUCHERS}
