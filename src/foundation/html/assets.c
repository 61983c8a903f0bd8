#include "html/assets.h"

const struct asset *asset_at(struct str path)
{
	for (size_t i = 0; i < assets_n; i++) {
		if (str_eq(str_of(assets[i].path), path))
			return &assets[i];
	}
	return NULL;
}

const char *asset_path(const char *name)
{
	for (size_t i = 0; i < assets_n; i++) {
		if (strcmp(assets[i].name, name) == 0)
			return assets[i].path;
	}
	die("there is no asset %s", name);
}
