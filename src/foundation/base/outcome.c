#include "base/outcome.h"

const char *outcome_name(enum outcome outcome)
{
	switch (outcome) {
	case OK:
		return "OK";
	case NOT_FOUND:
		return "NOT_FOUND";
	case INVALID:
		return "INVALID";
	case FORBIDDEN:
		return "FORBIDDEN";
	case CONFLICT:
		return "CONFLICT";
	case RETRY:
		return "RETRY";
	case BROKEN:
		return "BROKEN";
	}
	return "UNKNOWN";
}
