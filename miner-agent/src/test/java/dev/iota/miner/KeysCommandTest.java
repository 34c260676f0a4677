package dev.iota.miner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.agent.home.KeyFile;
import dev.iota.core.identity.Scheme;
import dev.iota.miner.terminal.ExitStatus;
import dev.iota.miner.terminal.Phrase;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Tag("security")
class KeysCommandTest {
    private static final String PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
    private static final String ADDRESS = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void a_phrase_becomes_its_sr25519_key() {
        assertThat(keys("import", "--mnemonic")).isZero();

        assertThat(out.toString()).startsWith(ADDRESS + "  sr25519  ").doesNotContain("bottom");
        assertThat(KeyFile.load(folder.resolve("miner-0")).hotkey().address()).isEqualTo(ADDRESS);
    }

    @Test
    void a_wallet_file_becomes_its_key() throws Exception {
        var wallet = Files.writeString(
                folder.resolve("hotkey"),
                "{\"secretPhrase\":\"%s\",\"ss58Address\":\"%s\"}".formatted(PHRASE, ADDRESS));

        assertThat(keys("import", wallet.toString(), "--miner", "3")).isZero();
        assertThat(KeyFile.load(folder.resolve("miner-3")).hotkey().address()).isEqualTo(ADDRESS);
    }

    @Test
    void an_import_replaces_no_key() {
        assertThat(keys("new")).isZero();
        var made = KeyFile.load(folder.resolve("miner-0")).hotkey();

        assertThat(keys("import", "--mnemonic")).isEqualTo(ExitStatus.FAILED);
        assertThat(KeyFile.load(folder.resolve("miner-0")).hotkey()).isEqualTo(made);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "sr25519"})
    void a_new_key_has_the_scheme_that_was_asked_for(String scheme) {
        assertThat(keys("new", "--scheme", scheme)).isZero();
        assertThat(KeyFile.load(folder.resolve("miner-0")).scheme()).isEqualTo(Scheme.of(scheme));
    }

    @Test
    void a_phrase_is_one_line_of_standard_input() {
        assertThat(Phrase.ask(null, stream(PHRASE + "\nmore"))).isEqualTo(PHRASE);
        assertThatThrownBy(() -> Phrase.ask(null, stream("\n"))).isInstanceOf(AgentException.class);
        assertThatThrownBy(() -> Phrase.ask(null, stream(""))).isInstanceOf(AgentException.class);
    }

    private int keys(String... args) {
        return new CommandLine(new KeysCommand(() -> PHRASE))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter(), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(concat(args));
    }

    private String[] concat(String... args) {
        var all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--home";
        all[args.length + 1] = folder.toString();
        return all;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
