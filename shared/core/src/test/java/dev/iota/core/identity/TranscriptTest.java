package dev.iota.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    /** The test vector of the merlin crate, {@code equivalence_simple}. */
    @Test
    void a_challenge_is_that_of_merlin() {
        var challenge = new Transcript("test protocol")
                .append("some label", ascii("some data"))
                .challenge("challenge", 32);

        assertThat(HexFormat.of().formatHex(challenge))
                .isEqualTo("d5a21972d0d5fe320c0d263fac7fffb8145aa640af6e9bca177c03c7efcf0615");
    }

    @Test
    void a_witness_leaves_the_transcript_as_it_is_and_depends_on_the_secret_and_on_what_was_said() {
        var transcript = new Transcript("p").append("m", ascii("1"));
        var witness = transcript.witness("w", ascii("secret"), 64);

        assertThat(transcript.witness("w", ascii("secret"), 64)).isEqualTo(witness);
        assertThat(transcript.witness("w", ascii("secreu"), 64)).isNotEqualTo(witness);
        assertThat(new Transcript("p").append("m", ascii("2")).witness("w", ascii("secret"), 64))
                .isNotEqualTo(witness);
        assertThat(transcript.challenge("c", 32))
                .isEqualTo(new Transcript("p").append("m", ascii("1")).challenge("c", 32));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
