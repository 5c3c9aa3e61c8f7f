/* Memory: growing arrays, arenas, last words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void new_memory_is_zeroed(void **state)
{
    (void)state;
    unsigned char *bytes = mem_alloc_array(100, 7);
    for (size_t i = 0; i < 700; i++)
        assert_int_equal(bytes[i], 0);
    free(bytes);
    free(mem_alloc(0));
}

static void arrays_grow_by_half_at_least(void **state)
{
    (void)state;
    int *items = NULL;
    size_t capacity = 0, moves = 0;
    for (size_t count = 0; count < 10000; count++) {
        size_t before = capacity;
        items = mem_grow(items, &capacity, count + 1, sizeof(*items));
        moves += capacity != before;
        items[count] = (int)count;
    }
    for (int i = 0; i < 10000; i++)
        assert_int_equal(items[i], i);
    assert_true(moves < 25); /* log 10000 to the base 1.5 is 22.7 */
    free(items);
}

static void pieces_of_an_arena_are_aligned_and_stay(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    enum { COUNT = 2000 };
    uint64_t **pieces = mem_alloc_array(COUNT, sizeof(*pieces));
    for (size_t i = 0; i < COUNT; i++) {
        size_t size_bytes = sizeof(uint64_t) * (1 + i % 97);
        char *text = arena_dup(arena, "abc", i % 4); /* odd sizes in between */
        assert_int_equal(text[i % 4], '\0');
        pieces[i] = arena_alloc(arena, size_bytes);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < size_bytes / sizeof(uint64_t); j++)
            assert_true(pieces[i][j] == 0);
        memset(pieces[i], (int)(i & 0xFF), size_bytes);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < sizeof(uint64_t) * (1 + i % 97); j++)
            assert_int_equal(((unsigned char *)pieces[i])[j], i & 0xFF);
    free(pieces);
    arena_free(arena);
    arena_free(NULL);
}

static void large_pieces_waste_little(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    size_t asked = 0;
    for (size_t i = 0; i < 64; i++) {
        size_t size_bytes = i % 2 ? 100 : 200000;
        memset(arena_alloc(arena, size_bytes), 1, size_bytes);
        asked += size_bytes;
    }
    assert_true(arena_get_bytes(arena) >= asked);
    assert_true(arena_get_bytes(arena) < asked * 3 / 2);
    Str copy = arena_str(arena, STR("政协"));
    assert_true(str_is_equal(copy, STR("政协")));
    arena_free(arena);
}

static void say_last_words(void *context)
{
    (void)!write(*(int *)context, "saved", 5);
}

/* Runs `fail` in a child whose stderr is closed; its exit status, and what its last
 * words wrote. */
static int fate_of(void (*action)(void), char words[6])
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        mem_set_last_words(say_last_words, &ends[1]);
        signal(SIGABRT, SIG_DFL);
        action();
        _exit(0);
    }
    close(ends[1]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    ssize_t got = read(ends[0], words, 5);
    words[got > 0 ? got : 0] = '\0';
    close(ends[0]);
    return status;
}

static void overflow_sizes(void)
{
    size_mul(SIZE_MAX / 2, 3);
}

static void break_an_invariant(void)
{
    bug("file.c", 1, "condition");
}

static void last_words_are_said_before_the_end(void **state)
{
    (void)state;
    char words[6];
    int status = fate_of(overflow_sizes, words);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 2);
    assert_string_equal(words, "saved");
    status = fate_of(break_an_invariant, words);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    assert_string_equal(words, "saved");
    assert_int_equal(size_add(1, 2), 3);
    assert_int_equal(size_mul(3, 4), 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_memory_is_zeroed),
        cmocka_unit_test(arrays_grow_by_half_at_least),
        cmocka_unit_test(pieces_of_an_arena_are_aligned_and_stay),
        cmocka_unit_test(large_pieces_waste_little),
        cmocka_unit_test(last_words_are_said_before_the_end),
    };
    return cmocka_run_group_tests_name("base/mem", tests, NULL, NULL);
}
