/* Files, directories, hashes, times.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder; /* made for the group, removed at its end */

static int make_folder(void **state)
{
    (void)state;
    char name[] = "/tmp/piyue-test-XXXXXX";
    if (!mkdtemp(name))
        return -1;
    folder = str_dup(str_from(name));
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; (entry = readdir(directory));) {
        char *path = path_join(folder, entry->d_name);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            unlink(path) != 0)
            rmdir(path);
        free(path);
    }
    closedir(directory);
    rmdir(folder);
    free(folder);
    return 0;
}

static size_t count_entries(void)
{
    size_t count = 0;
    DIR *directory = opendir(folder);
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 2;
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    Error err = {0};
    StrBuf out = {0};
    char *path = path_join(folder, "a.txt");
    assert_true(file_write_atomic(path, STR("first"), &err));
    assert_true(file_write_atomic(path, STR("第二\n"), &err));
    strbuf_append_text(&out, "before ");
    assert_true(file_read(path, 1000, &out, &err));
    assert_string_equal(out.data, "before 第二\n");
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(count_entries(), 1); /* nothing temporary stays */
    assert_true(file_write_atomic(path, (Str){NULL, 0}, &err));
    strbuf_reset(&out);
    assert_true(file_read(path, 1000, &out, &err));
    assert_int_equal(out.len, 0);
    strbuf_clear(&out);
    free(path);
}

static void a_failed_write_leaves_the_old_content(void **state)
{
    (void)state;
    Error err = {0};
    char *path = path_join(folder, "no-such-folder/a.txt");
    assert_false(file_write_atomic(path, STR("x"), &err));
    assert_int_equal(err.code, ERR_OUTPUT);
    assert_non_null(strstr(err.message, path));
    error_clear(&err);
    free(path);
    /* A directory is in the way of the rename: the temporary file is removed. */
    path = path_join(folder, "taken");
    assert_int_equal(mkdir(path, 0700), 0);
    size_t before = count_entries();
    assert_false(file_write_atomic(path, STR("x"), &err));
    assert_int_equal(count_entries(), before);
    error_clear(&err);
    free(path);
}

static void reading_stops_at_the_limit(void **state)
{
    (void)state;
    Error err = {0};
    StrBuf out = {0}, large = {0};
    char *path = path_join(folder, "large");
    for (int i = 0; i < 200000; i++)
        strbuf_append_byte(&large, 'x');
    assert_true(file_write_atomic(path, strbuf_get(&large), &err));
    assert_true(file_read(path, large.len, &out, &err));
    assert_int_equal(out.len, large.len);
    strbuf_reset(&out);
    strbuf_append_text(&out, "kept");
    assert_false(file_read(path, large.len - 1, &out, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_int_equal(out.len, 4);
    error_clear(&err);
    strbuf_clear(&out);
    strbuf_clear(&large);
    free(path);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    Error err = {0};
    StrBuf out = {0};
    assert_false(file_read("/no/such/file", 10, &out, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_non_null(strstr(err.message, "/no/such/file"));
    error_clear(&err);
    strbuf_clear(&out);
}

static void directories_are_made_with_their_parents(void **state)
{
    (void)state;
    Error err = {0};
    char *parent = path_join(folder, "p");
    char *path = path_join(parent, "q");
    assert_true(file_make_directory(path, &err));
    assert_true(file_make_directory(path, &err)); /* it is there already */
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    char *file = path_join(folder, "file");
    assert_true(file_write_atomic(file, STR("x"), &err));
    assert_false(file_make_directory(file, &err));
    assert_int_equal(err.code, ERR_OUTPUT);
    error_clear(&err);
    rmdir(path);
    free(file);
    free(path);
    free(parent);
}

/* FIPS 180-4, examples of SHA-256. */
static void hashes_are_those_of_the_standard(void **state)
{
    (void)state;
    StrBuf hex = {0};
    Hash hash = hash_bytes(STR("abc"));
    strbuf_append_hex(&hex, hash.bytes, sizeof(hash.bytes));
    assert_string_equal(
        hex.data, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Hasher *hasher = hasher_new();
    hasher_add(hasher, "a", 1);
    hasher_add(hasher, "bc", 2);
    Hash parts = hasher_finish(hasher);
    assert_memory_equal(parts.bytes, hash.bytes, sizeof(hash.bytes));
    strbuf_clear(&hex);
    Uid one = uid_new(), other = uid_new();
    assert_memory_not_equal(one.bytes, other.bytes, sizeof(one.bytes));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_failed_write_leaves_the_old_content),
        cmocka_unit_test(reading_stops_at_the_limit),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(directories_are_made_with_their_parents),
        cmocka_unit_test(hashes_are_those_of_the_standard),
    };
    return cmocka_run_group_tests_name("base/file", tests, make_folder, remove_folder);
}
