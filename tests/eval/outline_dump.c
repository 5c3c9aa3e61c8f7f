/* Prints the outline of a file, for the evaluation: as JSON lines, or with --features
 * the candidates and what the engine saw of them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "outline/engine.h"

#include <piyue/clean.h>
#include <piyue/import.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Draft *read_draft(const char *path)
{
    Error err = {0};
    ImportOptions options = {.limits = import_limits_default()};
    int fd = open(path, O_RDONLY);
    Draft *draft = fd < 0 ? NULL : import_read(fd, path, &options, &err);
    if (!draft) {
        fprintf(stderr, "%s: %s\n", path, error_get_message(&err));
        exit(2);
    }
    close(fd);
    size_t counts[CLEAN_RULE_COUNT];
    clean_run(draft, &(CleanOptions){.passes = CLEAN_ALL}, counts);
    return draft;
}

static void print_features(const Draft *draft)
{
    Analysis analysis;
    analysis_init(&analysis, &(Blocks){.draft = draft, .count = draft->block_count},
                  NULL);
    Evidence evidence = analysis_get_evidence(&analysis);
    for (size_t i = 0; i < analysis.list.count; i++) {
        const Candidate *candidate = &analysis.list.items[i];
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
    analysis_clear(&analysis);
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
