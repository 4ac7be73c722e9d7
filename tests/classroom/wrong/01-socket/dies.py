# says: ended by itself (exit code 1)
import nothing_of_this_name
