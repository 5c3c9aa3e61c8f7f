/* Libraries for targets that need one.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "kept_library.h"

#include <piyue/intake.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char kept_paper[] =
    "关于河湖管护的意见\n\n一、总体要求\n\n"
    "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。\n\n二、保障措施\n\n"
    "各村要明确专人负责，每十天巡查一次。山塘虽小，连着千家万户的水田。\n";

/* What is written is never read again after so many inputs. */
#define INPUTS_OF_A_LIBRARY 2000

static struct {
    char root[64], place[64]; /* of the one for many inputs, and of that for each */
    Library *library;
    size_t inputs;
    StrBuf image; /* of library.db in `place`, as it is given */
} kept;

static int remove_one(const char *path, const struct stat *info, int kind,
                      struct FTW *place)
{
    (void)info, (void)kind, (void)place;
    return remove(path);
}

static void remove_folder(const char *root)
{
    if (*root)
        nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void drop_all(void)
{
    library_close(kept.library);
    kept.library = NULL;
    strbuf_clear(&kept.image);
    remove_folder(kept.root);
    remove_folder(kept.place);
}

static void make_folder(char *root, size_t root_bytes)
{
    static bool is_registered;
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    if (!is_registered)
        atexit(drop_all);
    is_registered = true;
    snprintf(root, root_bytes, "%s/piyue-fuzz-XXXXXX", folder);
    BUG_ON(!mkdtemp(root));
}

static void import_paper(Library *library)
{
    IntakeOptions options = {.import = {.limits = import_limits_default()}};
    ImportResult result = {0};
    Error err = {0};
    int fd = memfd_create("paper.txt", MFD_CLOEXEC);
    BUG_ON(fd < 0 || !file_write_fd(fd, "paper.txt", str_from(kept_paper), &err));
    BUG_ON(!library_import_fd(library, fd, "paper.txt", &options, &result, &err));
    BUG_ON(result.doc != 1);
    import_result_clear(&result);
    close(fd);
}

static Library *open_with_paper(const char *root)
{
    Library *library = NULL;
    Report report = {0};
    Error err = {0};
    BUG_ON(!library_open(&library, root, STORE_READ_WRITE, &report, &err));
    library_set_author(library, "木子");
    import_paper(library);
    report_clear(&report);
    return library;
}

Library *kept_library_take(void)
{
    if (kept.library && kept.inputs++ < INPUTS_OF_A_LIBRARY)
        return kept.library;
    library_close(kept.library);
    remove_folder(kept.root);
    make_folder(kept.root, sizeof(kept.root));
    kept.library = open_with_paper(kept.root);
    kept.inputs = 0;
    return kept.library;
}

void kept_library_check(Library *library)
{
    StrBuf dump = {0};
    Error err = {0};
    BUG_ON(!store_dump(library_get_store(library), &dump, &err));
    BUG_ON(utf8_find_invalid(strbuf_get(&dump)) != dump.len);
    strbuf_clear(&dump);
}

/* ---- one for each input ---------------------------------------------------- */

static void fill_library(Library *library)
{
    static const Str tags[] = {{"提案/办理", 13}, {"河湖", 6}};
    Error err = {0};
    StrBuf what = {0};
    int64_t first = 0, second = 0, reply = 0, collection = 0, doc = 0;
    Document *document = store_open_document(library_get_store(library), 1, &err);
    BUG_ON(!document);
    NewAnnotation passage = {.document = document,
                             .range = {{2, 24}, {2, 42}},
                             .note = STR("要**问**\n第二行"),
                             .style = STR("red"),
                             .tags = tags,
                             .tag_count = ARRAY_SIZE(tags),
                             .due_ms = 1796083200000};
    BUG_ON(!library_annotate(library, &passage, &first, &err));
    passage = (NewAnnotation){.document = document, .range = {{2, 0}, {4, 15}}};
    BUG_ON(!library_annotate(library, &passage, &second, &err));
    BUG_ON(!library_reply(library, first, STR("答"), &reply, &err));
    BUG_ON(!library_create_collection(library, STR("集"), &collection, &err));
    BUG_ON(!library_set_note(library, second, STR("不要"), &err));
    BUG_ON(!library_undo(library, &what, &doc, &err));
    document_free(document);
    strbuf_clear(&what);
}

static void make_image(void)
{
    Error err = {0};
    make_folder(kept.place, sizeof(kept.place));
    Library *library = open_with_paper(kept.place);
    fill_library(library);
    library_close(library);
    char *path = path_join(kept.place, "library.db");
    BUG_ON(!file_read(path, (uint64_t)1 << 30, &kept.image, &err));
    free(path);
}

const char *kept_library_place(void)
{
    Error err = {0};
    if (!kept.image.len)
        make_image();
    remove_folder(kept.place);
    BUG_ON(mkdir(kept.place, 0700) != 0);
    char *path = path_join(kept.place, "library.db");
    BUG_ON(!file_write_atomic(path, strbuf_get(&kept.image), &err));
    free(path);
    return kept.place;
}
