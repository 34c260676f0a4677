package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each wrong input gets one sentence that names it and says what to do, a status that is not zero, and changes nothing.
 */
@Tag("e2e")
class WrongInputTest {
    private static final String NOBODY = "nobody";

    @TempDir
    private Path folder;

    @Test
    void an_unknown_preset() throws Exception {
        assertRefused("there is no preset 'huge'; choose one of tiny, 100M", "--preset", "huge");
    }

    @Test
    void a_split_that_does_not_add_up() throws Exception {
        assertRefused("the stage split [2, 2] adds up to 4 blocks; the model has 6", "--split", "2,2");
    }

    @Test
    void a_preset_that_does_not_fit_in_memory() throws Exception {
        assertRefused(
                "choose a smaller preset, fewer miners, a tokenizer with a smaller vocabulary or a larger machine",
                "--preset",
                "100B");
    }

    @Test
    void text_that_is_not_there() throws Exception {
        assertRefused("there is no nowhere.txt to train on", "--data", "nowhere.txt");
    }

    @Test
    void text_that_is_none() throws Exception {
        Files.writeString(folder.resolve("short.txt"), "too little");

        assertRefused("has only", "--data", "short.txt");
    }

    @Test
    void lines_that_are_no_json() throws Exception {
        Files.writeString(folder.resolve("lines.jsonl"), "{\"text\": \"good\"}\nbad\n");

        assertRefused("lines.jsonl", "--data", "lines.jsonl");
    }

    @Test
    void a_tokenizer_that_is_not_there() throws Exception {
        assertRefused("there is no tokenizer none.json; wanted 'byte' or a tokenizer.json", "--tokenizer", "none.json");
    }

    @Test
    void a_port_in_use() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());

            assertRefused("port %s is in use; choose another one with --port".formatted(port), "--port", port);
        }
    }

    @Test
    void a_folder_that_holds_something_else() throws Exception {
        Files.createDirectory(folder.resolve("mine"));
        Files.writeString(folder.resolve("mine").resolve("thesis.txt"), "precious");

        assertRefused("is not an empty folder; name another one with --out", "--out", "mine");
    }

    @Test
    void a_report_that_cannot_be_written() throws Exception {
        Files.createDirectory(folder.resolve("reports"));

        assertRefused("the report reports is a folder; name a file with --report", "--report", "reports");
    }

    @Test
    void a_resumption_of_nothing() throws Exception {
        assertRefused("is no folder of a run", "--resume", "nowhere");
    }

    @Test
    void a_resumption_of_a_run_that_another_user_shows_nobody() throws Exception {
        var run = ofAnotherUser("rwx------", "rw-------");

        assertRefusedToOthers("its permissions do not allow it; change them, or ask the user whose run it is", run);
    }

    @Test
    void a_resumption_of_a_run_that_another_user_lets_others_only_read() throws Exception {
        var run = ofAnotherUser("rwxr-xr-x", "rw-r--r--");

        assertRefusedToOthers(
                "cannot write in the run's folder %s: the permissions of %s do not allow it"
                        .formatted(run, run.resolve("run.lock")),
                run);
    }

    @Test
    void a_resumption_of_a_run_whose_record_another_user_keeps_to_himself() throws Exception {
        var run = ofAnotherUser("rwxrwxrwx", "rw-------");

        assertRefusedToOthers(
                "cannot read %s: its permissions do not allow it".formatted(run.resolve("run.json")), run);
    }

    @Test
    void an_option_that_does_not_exist() throws Exception {
        assertRefused("Unknown options: '--mintues', '5'", "--mintues", "5");
    }

    /** A folder that begins like that of a run, of a user who is not this one. */
    private Path ofAnotherUser(String permissions, String ofRecord) throws Exception {
        var run = Files.createDirectory(folder.resolve("theirs"));
        var record = Files.writeString(run.resolve("run.json"), "{}");
        assumeTrue(Files.getOwner(run).getName().equals("root"), "only root can give files away");
        var other = run.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
        Files.setOwner(record, other);
        Files.setOwner(run, other);
        Files.setPosixFilePermissions(record, PosixFilePermissions.fromString(ofRecord));
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString(permissions));
        return run;
    }

    /** As root, but without its right to read and write whatever others keep to themselves. */
    private void assertRefusedToOthers(String sentence, Path run) throws Exception {
        var prefix = List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search");
        assertRefused(prefix, sentence, "--resume", run.toString());
    }

    private void assertRefused(String sentence, String... arguments) throws Exception {
        assertRefused(List.of(), sentence, arguments);
    }

    private void assertRefused(List<String> prefix, String sentence, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("train"));
        command.addAll(List.of(arguments));
        var before = files();

        var ended = Started.run(folder, prefix, command);

        assertThat(ended.status()).as(ended.output()).isNotZero();
        assertThat(ended.output()).contains(sentence).doesNotContain("Exception", "\tat ");
        assertThat(files()).as("nothing was changed").containsExactlyElementsOf(before);
    }

    private List<Path> files() throws Exception {
        try (var paths = Files.walk(folder)) {
            return paths.filter(path -> !path.getFileName().toString().startsWith("output")
                            && !path.getFileName().toString().equals("runs"))
                    .sorted()
                    .toList();
        }
    }
}
