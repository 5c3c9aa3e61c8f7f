/* Finding files: folders, links, what cannot be looked at.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/walk.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void entries_add(Entries *entries, char *path, const struct stat *info,
                        int error_number)
{
    entries->items = mem_grow(entries->items, &entries->capacity, entries->count + 1,
                              sizeof(*entries->items));
    bool is_regular = info && S_ISREG(info->st_mode);
    entries->items[entries->count++] =
        (Entry){path, is_regular ? (uint64_t)info->st_size : 0, is_regular, error_number};
}

static void entries_clear(Entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        free(entries->items[i].path);
    free(entries->items);
    *entries = (Entries){0};
}

static bool is_library(const Walk *walk, const struct stat *info)
{
    return info->st_dev == walk->library_device && info->st_ino == walk->library_inode;
}

/* Takes `path`. In a folder only files and folders count: devices, sockets and pipes
 * are no documents, and a link to a folder could lead round in a circle. */
static void walk_entry(Walk *walk, char *path)
{
    struct stat info;
    if (lstat(path, &info) != 0) {
        entries_add(&walk->found, path, NULL, errno);
        return;
    }
    bool is_link = S_ISLNK(info.st_mode);
    if (is_link && stat(path, &info) != 0)
        entries_add(&walk->found, path, NULL, errno);
    else if (S_ISREG(info.st_mode))
        entries_add(&walk->found, path, &info, 0);
    else if (S_ISDIR(info.st_mode) && !is_link && !is_library(walk, &info))
        entries_add(&walk->folders, path, &info, 0);
    else
        free(path);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in a folder, sorted by bytes, without hidden ones. Owned strings in an owned
 * list; false with errno when the folder cannot be read. */
static bool list_names(const char *folder, char ***names, size_t *count)
{
    *names = NULL;
    *count = 0;
    DIR *stream = opendir(folder);
    if (!stream)
        return false;
    size_t capacity = 0;
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        *names = mem_grow(*names, &capacity, *count + 1, sizeof(**names));
        (*names)[(*count)++] = str_dup(str_from(entry->d_name));
    }
    int error_number = errno;
    closedir(stream);
    if (*count)
        qsort(*names, *count, sizeof(**names), compare_names);
    errno = error_number;
    return error_number == 0;
}

/* The files of a folder first, then its folders, each in order of names: the newest
 * folders stand at the end of the list and are walked first. */
static void walk_folder(Walk *walk, char *folder)
{
    char **names;
    size_t count;
    bool is_read = list_names(folder, &names, &count);
    int error_number = errno;
    size_t first = walk->folders.count;
    for (size_t i = 0; i < count; i++) {
        walk_entry(walk, path_join(folder, names[i]));
        free(names[i]);
    }
    free(names);
    /* Walked from the end of the list on, so that the order of names is kept. */
    for (size_t low = first, high = walk->folders.count; low + 1 < high; low++) {
        Entry entry = walk->folders.items[--high];
        walk->folders.items[high] = walk->folders.items[low];
        walk->folders.items[low] = entry;
    }
    if (is_read)
        free(folder);
    else
        entries_add(&walk->found, folder, NULL, error_number);
}

/* A path that was named: links are followed, and a pipe is read. */
void walk_path(Walk *walk, const char *path)
{
    struct stat info;
    char *copy = str_dup(str_from(path));
    if (strcmp(path, "-") == 0)
        entries_add(&walk->found, copy, NULL, 0);
    else if (stat(path, &info) != 0)
        entries_add(&walk->found, copy, NULL, errno);
    else if (S_ISDIR(info.st_mode))
        entries_add(&walk->folders, copy, &info, 0);
    else
        entries_add(&walk->found, copy, &info, 0);
    while (walk->folders.count)
        walk_folder(walk, walk->folders.items[--walk->folders.count].path);
}

void walk_init(Walk *walk, const char *library_directory)
{
    struct stat info;
    *walk = (Walk){0};
    if (stat(library_directory, &info) == 0) {
        walk->library_device = info.st_dev;
        walk->library_inode = info.st_ino;
    }
}

void walk_clear(Walk *walk)
{
    entries_clear(&walk->found);
    entries_clear(&walk->folders);
}
