/* What a mapping's file holds, as read. Private to the reading of mappings. */
#pragma once

#include "registers/mapping.h"

struct raw_values {
	const struct yaml_node *node;
	struct str field;
	struct texts from;
};

struct raw_period {
	const struct yaml_node *node;
	struct str field;
	const struct yaml_node *from, *to;
};

struct raw_identifier {
	const struct yaml_node *node;
	struct str field, scheme;
	const struct yaml_node *id;
};

struct raw_home {
	const struct yaml_node *node;
	struct str field;
	struct spec_list when;
};

struct raw_entry {
	const struct yaml_node *node;
	const struct yaml_node *category, *key, *fields;
	const struct yaml_node *whose;
	struct spec_list when, nil, lists, periods, identifiers, homes;
};

struct raw_person {
	const struct yaml_node *node;
	const struct yaml_node *name, *id;
	struct mapping_person person;
};

struct raw_map_file {
	const struct yaml_node *node;
	const struct yaml_node *key, *parent, *registered, *from, *to, *person;
	struct spec_list entries;
	struct mapping_file file;
};

struct raw_mapping {
	const struct yaml_node *node;
	struct mapping mapping;
	const struct yaml_node *published;
	struct raw_person person;
	struct spec_list files;
};

extern const struct spec mapping_spec;

/* Where a file has the person's name. */
static inline const struct template *mapping_name_of(const struct mapping *mapping, const struct mapping_file *file)
{
	return file->person.node ? &file->person : &mapping->person.name;
}

/* The template that the node writes; INVALID with faults at their column. NULL: an empty one. */
MUST_USE enum outcome template_read(struct ctx *ctx, const struct yaml_node *node, struct template *ret_template);
