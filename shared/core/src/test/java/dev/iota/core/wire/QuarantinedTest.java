package dev.iota.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Json;
import dev.iota.core.base.Sha256;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class QuarantinedTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void of_a_long_record_its_length_its_hash_and_its_beginning_are_kept() {
        var text = "x".repeat(1 << 20);

        var kept = of(text, "too long");

        assertThat(kept.bytes()).isEqualTo(1 << 20);
        assertThat(kept.sha256()).isEqualTo(Sha256.hex(text));
        assertThat(kept.excerpt()).isEqualTo("x".repeat(Quarantined.MOST));
        assertThat(Json.write(kept).length()).isLessThan(1000);
        assertThat(Json.read(Json.write(kept), Quarantined.class)).isEqualTo(kept);
    }

    @Test
    void what_a_terminal_would_obey_is_not_kept() {
        var kept = of("\u001b[2J\r\nforged line\u202e\ud800", "no event: \u001b]0;title\u0007, \u009b2J");

        assertThat(kept.excerpt()).isEqualTo("�[2J��forged line��");
        assertThat(kept.reason()).isEqualTo("no event: �]0;title�, �2J");
    }

    @Test
    void a_character_that_does_not_fit_as_a_whole_is_left_out() {
        var kept = of("x".repeat(Quarantined.MOST - 1) + "😀", "😀".repeat(Quarantined.MOST));

        assertThat(kept.excerpt()).isEqualTo("x".repeat(Quarantined.MOST - 1));
        assertThat(kept.reason()).isEqualTo("😀".repeat(Quarantined.MOST / 2));
    }

    @Test
    void a_presigned_url_which_is_a_right_is_not_kept() {
        var kept =
                of("{\"url\":\"https://objects.example/a?X-Amz-Signature=abc\",\"bytes\":2}", "bad url http://x/y?z");

        assertThat(kept.excerpt()).isEqualTo("{\"url\":\"https://…\",\"bytes\":2}");
        assertThat(kept.reason()).isEqualTo("bad url http://…");
        assertThat(of("x".repeat(590) + "https://objects.example/a?X-Amz-Signature=abc", "")
                        .excerpt())
                .doesNotContain("example");
    }

    private static Quarantined of(String text, String reason) {
        return Quarantined.of(NOW, "queue", Optional.empty(), text, reason);
    }
}
