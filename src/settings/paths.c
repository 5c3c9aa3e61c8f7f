/* Where things are: the XDG base directories and what overrides them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/settings.h>

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* An environment variable that names an absolute path; the specification wants
 * relative ones to be ignored. */
static const char *get_absolute(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0] == '/' ? value : NULL;
}

static const char *get_home(void)
{
    const char *home = get_absolute("HOME");
    if (home)
        return home;
    const struct passwd *user = getpwuid(geteuid());
    return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir : "/";
}

/* Owned "BASE/piyue", BASE being the value of `variable` or the home's `fallback`. */
static char *get_directory(const char *variable, const char *fallback)
{
    const char *base = get_absolute(variable);
    char *under_home = base ? NULL : path_join(get_home(), fallback);
    char *directory = path_join(base ? base : under_home, "piyue");
    free(under_home);
    return directory;
}

static char *get_file(char *directory, const char *name)
{
    char *path = path_join(directory, name);
    free(directory);
    return path;
}

char *paths_get_library(const char *option)
{
    const char *chosen = option ? option : getenv("PIYUE_LIBRARY");
    if (chosen && *chosen)
        return str_dup(str_from(chosen));
    return get_directory("XDG_DATA_HOME", ".local/share");
}

char *paths_get_config(const char *option)
{
    if (option)
        return str_dup(str_from(option));
    return get_file(get_directory("XDG_CONFIG_HOME", ".config"), "piyuerc");
}

char *paths_get_templates(const char *option)
{
    char *config = paths_get_config(option);
    Str path = str_from(config), name = path_get_name(path);
    char *folder = str_dup(str_slice(path, 0, path.len - name.len));
    free(config);
    return get_file(folder, "templates");
}

char *paths_get_theme(const char *name, bool user)
{
    char *directory =
        user ? get_file(get_directory("XDG_CONFIG_HOME", ".config"), "themes")
             : str_dup(STR(THEME_DIRECTORY));
    StrBuf file = {0};
    strbuf_appendf(&file, "%s.theme", name);
    char *path = get_file(directory, file.data);
    strbuf_clear(&file);
    return path;
}

char *paths_get_state(void)
{
    return get_directory("XDG_STATE_HOME", ".local/state");
}
