/* What the pages of an uploaded file show; between office_file.c and views/file.html. */
#pragma once

#include "html/components.h"
#include "http/http.h"
#include "people/people_import.h"

struct office_file {
	struct page page;
	struct form_hidden hidden;
	bool is_preview; /* what would happen; else the file is asked for */
	struct field file, category, ignore;
	const struct choice *categories;
	size_t n_categories;
	struct str filename, content; /* carried along to the second step */
	const struct people_import *import;
};
