package dev.iota.core.merge.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.core.base.Json;
import dev.iota.core.base.MalformedException;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.merge.Samples;
import dev.iota.core.wire.Event;
import dev.iota.core.wire.SignedEvent;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("security")
class FindingsTest {
    private static final List<dev.iota.core.identity.Hotkey> UPLOADS = Samples.miners(3);
    private static final List<Finding> FINDINGS = List.of(
            new Finding(UPLOADS.get(0), Optional.empty(), 1.2345678901234567e-8),
            new Finding(UPLOADS.get(1), Optional.of(Fault.NOT_FINITE), 0),
            new Finding(UPLOADS.get(2), Optional.empty(), Double.MAX_VALUE));

    @Test
    void findings_are_read_as_they_were_written_to_the_bit() {
        assertThat(Findings.read(Findings.write(FINDINGS), UPLOADS)).isEqualTo(FINDINGS);
        assertThat(Findings.read(Findings.write(List.of()), List.of())).isEmpty();
    }

    @Test
    void the_findings_about_as_many_uploads_as_are_merged_fit_into_a_message() {
        var most = Collections.nCopies(Findings.MOST, FINDINGS.getFirst());
        var event = new Event.ShardInspected("r".repeat(20), 100_000, 99, 2015, "f".repeat(16), Findings.write(most));
        var keys = KeyPair.generate(new Random(1));

        assertThat(Event.isTooLong(Json.write(SignedEvent.sign(keys, event)))).isFalse();
        assertThatThrownBy(() -> Findings.write(Collections.nCopies(Findings.MOST + 1, FINDINGS.getFirst())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findings_about_other_uploads_or_with_values_that_cannot_be_are_refused() {
        var text = Findings.write(FINDINGS);

        refused(text.substring(12));
        refused(text + text);
        refused(text.substring(1) + "=");
        refused("*".repeat(text.length()));
        refused(written(9, 1.0));
        refused(written(-1, 1.0));
        refused(written(0, Double.NaN));
        refused(written(0, -1.0));
        refused(written(0, -0.0));
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> Findings.read(text, UPLOADS)).isInstanceOf(MalformedException.class);
    }

    private static String written(int fault, double sum) {
        var bytes = java.nio.ByteBuffer.allocate(27).put((byte) fault).putDouble(sum);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
