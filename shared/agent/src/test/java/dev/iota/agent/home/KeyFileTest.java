package dev.iota.agent.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Scheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("security")
class KeyFileTest {
    @TempDir
    Path home;

    @Test
    void a_key_that_was_made_is_found_again() {
        var made = KeyFile.create(home, new Random(1));
        assertThat(KeyFile.load(home).hotkey()).isEqualTo(made.hotkey());
        assertThat(KeyFile.loadOrCreate(home, new Random(2)).hotkey()).isEqualTo(made.hotkey());
    }

    @Test
    void a_key_is_never_replaced() {
        var made = KeyFile.create(home, new Random(1));
        assertThatThrownBy(() -> KeyFile.create(home, new Random(2)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("already");
        assertThat(KeyFile.load(home).hotkey()).isEqualTo(made.hotkey());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nobody_but_the_owner_may_read_it() throws Exception {
        KeyFile.create(home.resolve("deep/er"), new Random(1));
        var permissions = Files.getPosixFilePermissions(KeyFile.in(home.resolve("deep/er")));
        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
    }

    @Test
    void a_damaged_file_is_named_and_its_text_is_not() throws Exception {
        var secret =
                HexFormat.of().formatHex(KeyFile.create(home, new Random(1)).seed());
        var file = KeyFile.in(home);
        Files.writeString(file, Files.readString(file).replace("\"secret\"", "\"sacret\""));
        assertThatThrownBy(() -> KeyFile.load(home))
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining(secret);
    }

    @Test
    void a_secret_of_another_hotkey_is_refused() throws Exception {
        KeyFile.create(home, new Random(1));
        var other = home.resolve("other");
        var hotkey = KeyFile.create(other, new Random(2)).hotkey().address();
        var file = KeyFile.in(home);
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"hotkey\":\"[^\"]+\"", "\"hotkey\":\"" + hotkey + "\""));
        assertThatThrownBy(() -> KeyFile.load(home)).hasMessageContaining("not of its hotkey");
    }

    @Test
    void a_key_keeps_its_scheme() {
        var made = KeyFile.create(home, KeyPair.generate(Scheme.SR25519, new Random(1)));

        assertThat(KeyFile.load(home).scheme()).isEqualTo(Scheme.SR25519);
        assertThat(KeyFile.load(home).hotkey()).isEqualTo(made.hotkey());
    }

    @Test
    void a_scheme_that_is_not_known_is_refused_by_name() throws Exception {
        KeyFile.create(home, new Random(1));
        var file = KeyFile.in(home);
        Files.writeString(file, Files.readString(file).replace("ed25519", "ecdsa"));
        assertThatThrownBy(() -> KeyFile.load(home))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("ecdsa");
    }

    @Test
    void a_half_written_file_is_refused_and_left_as_it_is() throws Exception {
        KeyFile.create(home, new Random(1));
        var file = KeyFile.in(home);
        var whole = Files.readString(file).strip();
        for (var length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(() -> KeyFile.loadOrCreate(home, new Random(2)))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("damaged");
            assertThat(Files.readString(file)).hasSize(length);
        }
    }

    @Test
    void a_lost_key_is_not_replaced_where_a_run_was() throws Exception {
        Files.createDirectories(home.resolve("run"));
        assertThatThrownBy(() -> KeyFile.loadOrCreate(home, new Random(1)))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("restore the key");
        assertThat(KeyFile.in(home)).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_key_that_others_may_read_is_refused() throws Exception {
        KeyFile.create(home, new Random(1));
        Files.setPosixFilePermissions(KeyFile.in(home), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.load(home))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void a_missing_key_names_the_remedy() {
        assertThatThrownBy(() -> KeyFile.load(home)).hasMessageContaining("keys new");
    }

    @Test
    void a_session_is_replaced_and_found_again() throws Exception {
        var file = new SessionFile(home.resolve("run"));
        assertThat(file.read()).isEmpty();
        file.write("one");
        file.write("two");
        assertThat(new SessionFile(home.resolve("run")).read()).contains("two");
    }

    @Test
    void a_torn_session_file_is_as_good_as_none() throws Exception {
        var file = new SessionFile(home);
        file.write("one");
        Files.writeString(home.resolve("session.json"), "{\"sess");
        assertThat(file.read()).isEmpty();
    }
}
