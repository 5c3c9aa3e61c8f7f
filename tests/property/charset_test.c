/* Whatever the bytes, the decoders give valid UTF-8 and count what they lost; the
 * labelled corpus is named and decoded right.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <piyue/charset.h>
#include <piyue/text.h>

#include "../corpus.h"

static void assert_all_pairs_are_valid(const char *encoding)
{
    Error err = {0};
    StrBuf out = {0};
    for (unsigned pair = 0; pair < 0x10000; pair++) {
        char bytes[2] = {(char)(unsigned char)(pair >> 8), (char)(unsigned char)pair};
        Decoder *decoder = decoder_new(encoding, &err);
        assert_non_null(decoder);
        strbuf_reset(&out);
        decoder_feed(decoder, (Str){bytes, 2}, true, &out);
        Str text = strbuf_get(&out);
        assert_int_equal(utf8_find_invalid(text), text.len);
        /* Nothing vanishes uncounted. */
        assert_true(text.len || decoder_get_replaced(decoder));
        assert_true(decoder_get_replaced(decoder) <= 2);
        decoder_free(decoder);
    }
    strbuf_clear(&out);
}

static void all_pairs_of_gb18030_give_valid_utf8(void **state)
{
    (void)state;
    assert_all_pairs_are_valid("GB18030");
}

static void all_pairs_of_big5_give_valid_utf8(void **state)
{
    (void)state;
    assert_all_pairs_are_valid("Big5-HKSCS");
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void decode_in_pieces(const char *encoding, Str bytes, uint32_t *seed, StrBuf *out)
{
    Error err = {0};
    Decoder *decoder = decoder_new(encoding, &err);
    while (bytes.len) {
        size_t step = seed ? 1 + next_random(seed) % 9 : bytes.len;
        decoder_feed(decoder, str_slice(bytes, 0, step), false, out);
        bytes = str_slice(bytes, step, bytes.len);
    }
    decoder_feed(decoder, STR(""), true, out);
    decoder_free(decoder);
}

static void random_bytes_decode_the_same_however_they_come(void **state)
{
    (void)state;
    uint32_t seed = 20240524;
    StrBuf whole = {0}, pieces = {0};
    for (const char *const *name = charset_list(); *name; name++) {
        for (int round = 0; round < 60; round++) {
            char bytes[200];
            for (size_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = (char)(unsigned char)next_random(&seed);
            strbuf_reset(&whole);
            strbuf_reset(&pieces);
            decode_in_pieces(*name, (Str){bytes, sizeof(bytes)}, NULL, &whole);
            decode_in_pieces(*name, (Str){bytes, sizeof(bytes)}, &seed, &pieces);
            Str text = strbuf_get(&whole);
            assert_int_equal(utf8_find_invalid(text), text.len);
            assert_true(str_is_equal(text, strbuf_get(&pieces)));
            charset_detect((Str){bytes, sizeof(bytes)}, round % 2);
        }
    }
    strbuf_clear(&whole);
    strbuf_clear(&pieces);
}

/* ---- the labelled corpus ----------------------------------------------- */

static char *find_corpus(void)
{
    const char *override = getenv("PIYUE_CORPUS"), *srcdir = getenv("srcdir");
    char *place = NULL;
    if (override)
        return path_join(override, "encoding");
    static const char *const ways[] = {"../shared/corpus/encoding",
                                       "../../shared/corpus/encoding"};
    for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
        free(place);
        place = path_join(srcdir ? srcdir : ".", ways[i]);
        char *manifest = path_join(place, "manifest.tsv");
        FILE *file = fopen(manifest, "r");
        free(manifest);
        if (!file)
            continue;
        fclose(file);
        return place;
    }
    free(place);
    return NULL;
}

static bool read_part(const char *corpus, const char *folder, Str name,
                      const char *suffix, StrBuf *out)
{
    Error err = {0};
    StrBuf path = {0};
    strbuf_appendf(&path, "%s/%s/%.*s%s", corpus, folder, STR_ARG(name), suffix);
    strbuf_reset(out);
    bool is_read = file_read(path.data, SIZE_MAX / 2, out, &err);
    strbuf_clear(&path);
    error_clear(&err);
    return is_read;
}

/* The guess may name a wider encoding than the label. */
static bool is_right_name(Str label, const char *guess)
{
    const char *canonical = charset_find(label);
    return canonical && strcmp(canonical, guess) == 0;
}

static void normalize(StrBuf *text)
{
    Str rest = strbuf_get(text);
    StrBuf out = {0};
    if (str_has_prefix(rest, STR("\uFEFF")))
        rest = str_slice(rest, 3, rest.len);
    for (size_t i = 0; i < rest.len; i++)
        if (rest.data[i] != '\r')
            strbuf_append_byte(&out, rest.data[i]);
        else if (i + 1 == rest.len || rest.data[i + 1] != '\n')
            strbuf_append_byte(&out, '\n');
    while (out.len && strchr(" \n\t", out.data[out.len - 1]))
        out.len--;
    strbuf_clear(text);
    *text = out;
}

static void the_corpus_is_named_and_decoded_right(void **state)
{
    (void)state;
    char *corpus = find_corpus();
    StrBuf manifest = {0}, bytes = {0}, expected = {0}, text = {0};
    if (!corpus || !read_part(corpus, ".", STR("manifest.tsv"), "", &manifest)) {
        print_message("no corpus: set PIYUE_CORPUS to its folder\n");
        free(corpus);
        skip();
    }
    Str lines = strbuf_get(&manifest);
    str_split(&lines, '\n');
    int files = 0, right_names = 0, texts = 0, right_texts = 0;
    while (lines.data) {
        Str line = str_split(&lines, '\n');
        Str name = str_split(&line, '\t'), label = str_split(&line, '\t');
        if (!name.len || !read_part(corpus, "files", name, "", &bytes))
            continue;
        Str whole = strbuf_get(&bytes);
        CharsetGuess guess = charset_detect(whole, true);
        files++;
        bool is_right = is_right_name(label, guess.encoding);
        right_names += is_right;
        if (!is_right)
            print_message("%.*s: %s\n", STR_ARG(name), guess.encoding);
        if (!read_part(corpus, "expected", name, ".utf8", &expected))
            continue;
        strbuf_reset(&text);
        decode_in_pieces(guess.encoding, str_slice(whole, guess.bom_bytes, whole.len),
                         NULL, &text);
        normalize(&text);
        normalize(&expected);
        texts++;
        right_texts += str_is_equal(strbuf_get(&text), strbuf_get(&expected));
    }
    print_message("names %d of %d, texts %d of %d\n", right_names, files, right_texts,
                  texts);
    /* Floors: they only rise. */
    assert_int_equal(right_names, files);
    assert_int_equal(right_texts, texts);
    strbuf_clear(&manifest);
    strbuf_clear(&bytes);
    strbuf_clear(&expected);
    strbuf_clear(&text);
    free(corpus);
}

/* Every pair of bytes of the standard's tables, line by line. */
static void assert_conforms(const char *encoding, const char *input,
                            const char *reference)
{
    StrBuf bytes = {0}, expected = {0}, text = {0};
    if (corpus_read(input, &bytes) && corpus_read(reference, &expected)) {
        decode_in_pieces(encoding, strbuf_get(&bytes), NULL, &text);
        Str got = strbuf_get(&text), wanted = strbuf_get(&expected);
        for (int line = 1; wanted.data; line++)
            if (!str_is_equal(str_split(&got, '\n'), str_split(&wanted, '\n')))
                fail_msg("%s, line %d", input, line);
        /* However the bytes come. */
        uint32_t seed = 18030;
        strbuf_reset(&bytes);
        strbuf_append_str(&bytes, strbuf_get(&text));
        strbuf_reset(&text);
        strbuf_reset(&expected);
        corpus_read(input, &expected);
        decode_in_pieces(encoding, strbuf_get(&expected), &seed, &text);
        assert_true(str_is_equal(strbuf_get(&text), strbuf_get(&bytes)));
    }
    strbuf_clear(&bytes);
    strbuf_clear(&expected);
    strbuf_clear(&text);
}

static void the_tables_of_big5_and_gb18030_are_those_of_the_standard(void **state)
{
    (void)state;
    assert_conforms("Big5-HKSCS", "encoding/conformance/big5_in.txt",
                    "encoding/conformance/big5_in_ref.txt");
    assert_conforms("GB18030", "encoding/conformance/gb18030_in.txt",
                    "encoding/conformance/gb18030_in_ref.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_pairs_of_gb18030_give_valid_utf8),
        cmocka_unit_test(all_pairs_of_big5_give_valid_utf8),
        cmocka_unit_test(random_bytes_decode_the_same_however_they_come),
        cmocka_unit_test(the_tables_of_big5_and_gb18030_are_those_of_the_standard),
        cmocka_unit_test(the_corpus_is_named_and_decoded_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
