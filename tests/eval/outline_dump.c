/* Prints the outline of a UTF-8 text file, for the evaluation: as JSON lines, or with
 * --features the candidates and what the engine saw of them. OUTLINE_DUMP_RAW in the
 * environment leaves out the cleaning.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "../../src/outline/engine.h"

#include <piyue/clean.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As the importer of plain text has it. */
#define CENTERED_COLUMNS 10

/* One paragraph for each line, as the importer of plain text does. */
static Draft *read_draft(const char *path)
{
    StrBuf text = {0};
    Error err = {0};
    if (!file_read(path, (size_t)1 << 31, &text, &err)) {
        fprintf(stderr, "%s\n", error_get_message(&err));
        exit(2);
    }
    Draft *draft = draft_new();
    uint32_t line = 0;
    unsigned blank = 0;
    Str rest = strbuf_get(&text);
    while (rest.data) {
        uint64_t source_off = (uint64_t)(rest.data - text.data);
        Str row = str_split(&rest, '\n');
        line++;
        Str trimmed = text_trim(row);
        if (!trimmed.len) {
            blank = BLOCK_BLANK_BEFORE;
            continue;
        }
        size_t before = (size_t)(trimmed.data - row.data), columns = 0;
        for (size_t off = 0; off < before;)
            columns += utf8_next(row, &off) == U'　' ? 2 : 1;
        unsigned flags = blank;
        if (columns)
            flags |= columns >= CENTERED_COLUMNS ? BLOCK_CENTERED : BLOCK_INDENTED;
        draft_add_block(draft, BLOCK_PARAGRAPH, trimmed, source_off + before, line,
                        flags);
        blank = 0;
    }
    strbuf_clear(&text);
    size_t counts[CLEAN_RULE_COUNT];
    if (!getenv("OUTLINE_DUMP_RAW"))
        clean_run(draft, CLEAN_ALL, counts);
    return draft;
}

static void print_features(const Draft *draft)
{
    Profile profile;
    CandidateList list = {0};
    RunList runs = {0};
    Brief *briefs = briefs_new(draft, &profile);
    candidates_collect(draft, briefs, &profile, &list);
    context_build(draft, briefs, &list, &runs);
    Evidence evidence = {draft, briefs, &profile, &list, &runs};
    candidates_score(&evidence, &list);
    for (size_t i = 0; i < list.count; i++) {
        const Candidate *candidate = &list.items[i];
        const DraftBlock *block = &draft->blocks[candidate->block];
        if (candidate->flags & CANDIDATE_CONTENTS)
            continue;
        FeatureSet features;
        features_of(&evidence, i, &features);
        printf("%u\t%u\t", block->source_line, candidate->place);
        for (size_t k = 0; k < features.count; k++)
            printf("%s%u", k ? " " : "", features.ids[k]);
        Str title = str_slice(block->text, candidate->start, candidate->title_end);
        printf("\t%.*s\t%s\t%d\n", STR_ARG(title),
               outline_get_family_name(candidate->family), candidate->score);
    }
    free(briefs);
    free(list.items);
    free(runs.items);
}

int main(int argc, char **argv)
{
    bool features = argc == 3 && !strcmp(argv[1], "--features");
    if (argc != 2 && !features) {
        fprintf(stderr, "usage: outline_dump [--features] FILE\n");
        return 2;
    }
    Draft *draft = read_draft(argv[argc - 1]);
    if (features) {
        print_features(draft);
        draft_free(draft);
        return 0;
    }
    Outline outline = {0};
    outline_infer(draft, &outline);
    StrBuf json = {0};
    for (size_t i = 0; i < outline.count; i++) {
        const Heading *heading = &outline.headings[i];
        const DraftBlock *block = &draft->blocks[heading->block];
        strbuf_appendf(&json, "{\"line\":%u,\"level\":%u,\"title\":", block->source_line,
                       heading->level);
        strbuf_append_json(
            &json, str_slice(block->text, heading->title_start, heading->title_end));
        strbuf_appendf(&json, ",\"family\":\"%s\",\"score\":%u}\n",
                       outline_get_family_name(heading->family), heading->score);
    }
    fwrite(json.data ? json.data : "", 1, json.len, stdout);
    strbuf_clear(&json);
    outline_clear(&outline);
    draft_free(draft);
    return 0;
}
