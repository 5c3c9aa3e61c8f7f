/* Memory that never fails silently, and arenas.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The one piece of global state besides signal flags: an abort has no caller that
 * could pass a context. */
static LastWords *last_words_run;
static void *last_words_context;

void mem_set_last_words(LastWords *last_words, void *context)
{
    last_words_run = last_words;
    last_words_context = context;
}

static void end_with(const char *message)
{
    LastWords *run = last_words_run;
    last_words_run = NULL; /* a second failure inside must not come back here */
    if (run)
        run(last_words_context);
    ssize_t ignored = write(STDERR_FILENO, message, strlen(message));
    (void)ignored;
}

void bug(const char *file, int line, const char *condition)
{
    char message[512];
    snprintf(message, sizeof(message), "piyue: %s:%d: bug: %s\n", file, line, condition);
    end_with(message);
    abort();
}

void mem_exhausted(void)
{
    end_with("piyue: out of memory; what was saved is safe\n");
    _exit(2);
}

size_t size_add(size_t a, size_t b)
{
    size_t sum = 0;
    if (__builtin_add_overflow(a, b, &sum))
        mem_exhausted();
    return sum;
}

size_t size_mul(size_t a, size_t b)
{
    size_t product = 0;
    if (__builtin_mul_overflow(a, b, &product))
        mem_exhausted();
    return product;
}

void *mem_alloc(size_t size_bytes)
{
    void *memory = calloc(1, size_bytes ? size_bytes : 1);
    if (!memory)
        mem_exhausted();
    return memory;
}

void *mem_alloc_array(size_t count, size_t item_bytes)
{
    return mem_alloc(size_mul(count, item_bytes));
}

void *mem_grow(void *array, size_t *capacity, size_t needed, size_t item_bytes)
{
    if (needed <= *capacity)
        return array;
    size_t wanted = size_add(*capacity, *capacity / 2 + 8);
    if (wanted < needed)
        wanted = needed;
    void *moved = realloc(array, size_mul(wanted, item_bytes));
    if (!moved)
        mem_exhausted();
    *capacity = wanted;
    return moved;
}

char *mem_dup(const void *data, size_t size_bytes)
{
    char *copy = mem_alloc(size_add(size_bytes, 1));
    if (size_bytes)
        memcpy(copy, data, size_bytes);
    return copy;
}

/* ---- arenas ---- */

#define ARENA_FIRST_BYTES ((size_t)4096)
#define ARENA_LARGEST_BYTES ((size_t)1 << 20)

typedef struct ArenaChunk {
    struct ArenaChunk *previous;
    size_t size_bytes, used_bytes;
    max_align_t data[];
} ArenaChunk;

struct Arena {
    ArenaChunk *last;
    size_t next_bytes; /* size of the next ordinary chunk: doubles up to the largest */
    size_t total_bytes;
};

Arena *arena_new(void)
{
    Arena *arena = mem_alloc(sizeof(*arena));
    arena->next_bytes = ARENA_FIRST_BYTES;
    return arena;
}

void arena_free(Arena *arena)
{
    if (!arena)
        return;
    for (ArenaChunk *chunk = arena->last; chunk;) {
        ArenaChunk *previous = chunk->previous;
        free(chunk);
        chunk = previous;
    }
    free(arena);
}

static ArenaChunk *arena_add_chunk(Arena *arena, size_t size_bytes)
{
    ArenaChunk *chunk = malloc(size_add(sizeof(*chunk), size_bytes));
    if (!chunk)
        mem_exhausted();
    *chunk = (ArenaChunk){.size_bytes = size_bytes};
    arena->total_bytes += size_bytes;
    return chunk;
}

/* Room for `size_bytes` bytes at an alignment of `align`, not zeroed. */
static void *arena_take(Arena *arena, size_t size_bytes, size_t align)
{
    ArenaChunk *last = arena->last;
    if (last) {
        size_t start = (last->used_bytes + align - 1) & ~(align - 1);
        if (start <= last->size_bytes && size_bytes <= last->size_bytes - start) {
            last->used_bytes = start + size_bytes;
            return (char *)last->data + start;
        }
    }
    if (size_bytes > arena->next_bytes / 4 && last) {
        /* A large piece gets a chunk of its own behind the current one, whose rest
         * stays in use. */
        ArenaChunk *own = arena_add_chunk(arena, size_bytes);
        own->used_bytes = size_bytes;
        own->previous = last->previous;
        last->previous = own;
        return own->data;
    }
    ArenaChunk *chunk = arena_add_chunk(arena, MAX(arena->next_bytes, size_bytes));
    if (arena->next_bytes < ARENA_LARGEST_BYTES)
        arena->next_bytes *= 2;
    chunk->used_bytes = size_bytes;
    chunk->previous = last;
    arena->last = chunk;
    return chunk->data;
}

void *arena_alloc(Arena *arena, size_t size_bytes)
{
    void *memory = arena_take(arena, size_bytes, _Alignof(max_align_t));
    memset(memory, 0, size_bytes);
    return memory;
}

void *arena_keep_array(Arena *arena, void *array, size_t count, size_t item_bytes)
{
    size_t size = size_mul(count, item_bytes);
    void *kept = size ? arena_alloc(arena, size) : NULL;
    if (size)
        memcpy(kept, array, size);
    free(array);
    return kept;
}

char *arena_dup(Arena *arena, const char *data, size_t size_bytes)
{
    char *copy = arena_take(arena, size_add(size_bytes, 1), 1);
    if (size_bytes)
        memcpy(copy, data, size_bytes);
    copy[size_bytes] = '\0';
    return copy;
}

Str arena_str(Arena *arena, Str str)
{
    return (Str){arena_dup(arena, str.data, str.len), str.len};
}

size_t arena_get_bytes(const Arena *arena)
{
    return arena->total_bytes;
}
