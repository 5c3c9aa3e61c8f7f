/* Files as they may be after the power went.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR_BYTES 512

/* ---- recording -------------------------------------------------------------------- */

static void append(Recording *recording, const Event *event)
{
    recording->events = mem_grow(recording->events, &recording->capacity,
                                 recording->count + 1, sizeof(*recording->events));
    recording->events[recording->count++] = *event;
}

/* Owned; NULL for what is elsewhere or has no name (any more). */
static char *make_relative(const Recording *recording, const char *path)
{
    Str whole = str_from(path), directory = str_from(recording->directory);
    if (!str_has_prefix(whole, directory) || str_has_suffix(whole, STR(" (deleted)")) ||
        str_has_suffix(whole, STR("-shm"))) /* made anew by whoever opens it first */
        return NULL;
    Str rest = str_slice(whole, directory.len, whole.len);
    if (rest.len && rest.data[0] != '/')
        return NULL;
    return str_dup(rest.len ? str_slice(rest, 1, rest.len) : rest);
}

void recording_add(Recording *recording, const Call *call)
{
    if (call->kind == CALL_SAY) {
        recording_acknowledge(recording);
        return;
    }
    Event event = {.kind = call->kind, .off = call->off, .size = call->data.len};
    event.path = make_relative(recording, call->path);
    event.to = make_relative(recording, call->to);
    if (!event.path && !event.to) {
        free(event.to);
        return;
    }
    if (call->data.len)
        event.data = mem_dup(call->data.data, call->data.len);
    append(recording, &event);
}

void recording_acknowledge(Recording *recording)
{
    append(recording, &(Event){.kind = CALL_SAY});
}

void recording_clear(Recording *recording)
{
    for (size_t i = 0; i < recording->count; i++) {
        free(recording->events[i].path);
        free(recording->events[i].to);
        free(recording->events[i].data);
    }
    free(recording->events);
    *recording = (Recording){.directory = recording->directory};
}

/* ---- the disk ---------------------------------------------------------------------- */

/* A file, whatever it is called. */
typedef struct Node {
    bool is_directory;
    StrBuf safe;           /* what was synced */
    const Event **pending; /* owned; what was not, in order; offsets are in `places` */
    int64_t *places;       /* owned */
    size_t count, capacity, place_capacity;
    int64_t size; /* with all of it */
} Node;

/* "From now on `name` is `node`", or nothing. */
typedef struct Naming {
    char *name; /* owned */
    Node *node; /* NULL: removed */
    bool is_safe;
} Naming;

typedef struct Disk {
    Node **nodes; /* owned */
    size_t node_count, node_capacity;
    Naming *namings; /* owned */
    size_t naming_count, naming_capacity;
    uint64_t seed;
} Disk;

static uint64_t random_next(Disk *disk)
{
    disk->seed ^= disk->seed << 13; /* Marsaglia, xorshift64 */
    disk->seed ^= disk->seed >> 7;
    return disk->seed ^= disk->seed << 17;
}

static Node *add_node(Disk *disk)
{
    disk->nodes =
        mem_grow(disk->nodes, &disk->node_capacity, disk->node_count + 1, sizeof(Node *));
    return disk->nodes[disk->node_count++] = mem_alloc(sizeof(Node));
}

static void name_node(Disk *disk, const char *name, Node *node, bool is_safe)
{
    disk->namings = mem_grow(disk->namings, &disk->naming_capacity,
                             disk->naming_count + 1, sizeof(*disk->namings));
    disk->namings[disk->naming_count++] =
        (Naming){.name = str_dup(str_from(name)), .node = node, .is_safe = is_safe};
}

/* NULL when there is none of that name, for programs that run. */
static Node *find_node(const Disk *disk, const char *name)
{
    for (size_t i = disk->naming_count; i > 0; i--)
        if (strcmp(disk->namings[i - 1].name, name) == 0)
            return disk->namings[i - 1].node;
    return NULL;
}

static void add_pending(Node *node, const Event *event)
{
    int64_t place = event->off < 0 ? node->size : event->off;
    node->pending =
        mem_grow(node->pending, &node->capacity, node->count + 1, sizeof(Event *));
    node->places =
        mem_grow(node->places, &node->place_capacity, node->count + 1, sizeof(int64_t));
    node->pending[node->count] = event;
    node->places[node->count++] = place;
    if (event->kind == CALL_WRITE)
        node->size = MAX(node->size, place + (int64_t)event->size);
    else
        node->size = place;
}

static void set_size(StrBuf *bytes, size_t size)
{
    if (size > bytes->len) {
        strbuf_reserve(bytes, size - bytes->len + 1);
        memset(bytes->data + bytes->len, 0, size - bytes->len);
    }
    bytes->len = size;
}

static void write_at(StrBuf *bytes, size_t place, const char *data, size_t size)
{
    if (!size)
        return;
    if (place + size > bytes->len)
        set_size(bytes, place + size);
    memcpy(bytes->data + place, data, size);
}

/* Sectors of a write that the disk was in the middle of. */
static void write_torn(Disk *disk, StrBuf *bytes, const Event *event, size_t place)
{
    for (size_t at = 0; at < event->size;) {
        size_t step = MIN(SECTOR_BYTES - (place + at) % SECTOR_BYTES, event->size - at);
        if (random_next(disk) % 2)
            write_at(bytes, place + at, event->data + at, step);
        at += step;
    }
}

static void get_content(Disk *disk, const Node *node, Kept kept, StrBuf *bytes)
{
    strbuf_append_str(bytes, strbuf_get(&node->safe));
    for (size_t i = 0; i < node->count && kept != KEPT_SYNCED; i++) {
        const Event *event = node->pending[i];
        uint64_t choice = kept == KEPT_ALL ? 1 : random_next(disk) % 4;
        if (choice == 0)
            continue;
        if (event->kind != CALL_WRITE)
            set_size(bytes, (size_t)node->places[i]);
        else if (choice == 3)
            write_torn(disk, bytes, event, (size_t)node->places[i]);
        else
            write_at(bytes, (size_t)node->places[i], event->data, event->size);
    }
}

static void sync_node(Disk *disk, Node *node)
{
    StrBuf bytes = {0};
    get_content(disk, node, KEPT_ALL, &bytes);
    strbuf_clear(&node->safe);
    node->safe = bytes;
    node->count = 0;
}

/* Is `name` directly in the directory? "" is that of the recording. */
static bool is_in(const char *name, const char *directory)
{
    Str whole = str_from(name), folder = str_from(directory);
    if (folder.len && (!str_has_prefix(whole, folder) || whole.len <= folder.len ||
                       whole.data[folder.len] != '/'))
        return false;
    Str rest = str_slice(whole, folder.len ? folder.len + 1 : 0, whole.len);
    return rest.len && str_find(rest, STR("/"), 0) == STR_NONE;
}

static void sync_names(Disk *disk, const char *directory)
{
    for (size_t i = 0; i < disk->naming_count; i++)
        if (is_in(disk->namings[i].name, directory))
            disk->namings[i].is_safe = true;
}

static void name_new(Disk *disk, const char *name, bool is_directory)
{
    Node *node = add_node(disk);
    node->is_directory = is_directory;
    name_node(disk, name, node, false);
}

static void play(Disk *disk, const Event *event)
{
    Node *node = event->path ? find_node(disk, event->path) : NULL;
    switch (event->kind) {
    case CALL_SAY:
        break;
    case CALL_WRITE:
    case CALL_TRUNCATE:
        if (node)
            add_pending(node, event);
        break;
    case CALL_SYNC:
        if (node && !node->is_directory)
            sync_node(disk, node);
        else if (event->path)
            sync_names(disk, event->path);
        break;
    case CALL_CREATE:
        if (!node)
            name_new(disk, event->path, false);
        else if (event->off == 0)
            add_pending(node, event);
        break;
    case CALL_MAKE_DIRECTORY:
        if (!node && *event->path)
            name_new(disk, event->path, true);
        break;
    case CALL_LINK:
    case CALL_RENAME:
        if (node && event->to)
            name_node(disk, event->to, node, false);
        if (node && event->kind == CALL_RENAME)
            name_node(disk, event->path, NULL, false);
        break;
    case CALL_REMOVE:
        if (node)
            name_node(disk, event->path, NULL, false);
        break;
    }
}

/* ---- making it ----------------------------------------------------------------------
 */

/* A journal keeps names in order: all before the last that was kept. */
static void choose_names(Disk *disk, Kept kept)
{
    size_t loose = 0;
    for (size_t i = 0; i < disk->naming_count; i++)
        loose += !disk->namings[i].is_safe;
    size_t left = kept == KEPT_ALL    ? loose
                  : kept == KEPT_SOME ? random_next(disk) % (loose + 1)
                                      : 0;
    for (size_t i = 0; i < disk->naming_count; i++) {
        Naming *naming = &disk->namings[i];
        if (naming->is_safe)
            continue;
        if (left)
            left--;
        else
            naming->name[0] = '\0'; /* never was */
    }
}

static int remove_entry(const char *path, const struct stat *info, int kind,
                        struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static void make_file(Disk *disk, const Recording *recording, const Naming *naming,
                      Kept kept)
{
    char *path = path_join(recording->directory, naming->name);
    StrBuf bytes = {0};
    Error err = {0};
    if (naming->node->is_directory) {
        mkdir(path, 0700);
    } else {
        get_content(disk, naming->node, kept, &bytes);
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        /* Its directory may not have been kept: then it is not there either. */
        if (fd >= 0 && !file_write_fd(fd, path, strbuf_get(&bytes), &err))
            abort();
        if (fd >= 0)
            close(fd);
    }
    strbuf_clear(&bytes);
    free(path);
}

static void make_files(Disk *disk, const Recording *recording, Kept kept)
{
    for (size_t i = 0; i < disk->naming_count; i++) {
        const Naming *naming = &disk->namings[i];
        if (naming->name[0] && naming->node &&
            find_node(disk, naming->name) == naming->node)
            make_file(disk, recording, naming, kept);
    }
}

static void disk_clear(Disk *disk)
{
    for (size_t i = 0; i < disk->node_count; i++) {
        strbuf_clear(&disk->nodes[i]->safe);
        free(disk->nodes[i]->pending);
        free(disk->nodes[i]->places);
        free(disk->nodes[i]);
    }
    for (size_t i = 0; i < disk->naming_count; i++)
        free(disk->namings[i].name);
    free(disk->nodes);
    free(disk->namings);
}

void recording_replay(const Recording *recording, const char *name, const StrBuf *first,
                      size_t count, Kept kept, uint64_t seed)
{
    Disk disk = {.seed = seed * 0x9e3779b97f4a7c15u + 1};
    if (first) {
        Node *node = add_node(&disk);
        strbuf_append_str(&node->safe, strbuf_get(first));
        node->size = (int64_t)first->len;
        name_node(&disk, name, node, true);
    }
    for (size_t i = 0; i < count; i++)
        play(&disk, &recording->events[i]);
    nftw(recording->directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    mkdir(recording->directory, 0700);
    choose_names(&disk, kept);
    make_files(&disk, recording, kept);
    disk_clear(&disk);
}
