package dev.iota.core.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.iota.core.base.Sha256;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.run.EpochSpec;
import dev.iota.core.run.Presets;
import dev.iota.core.run.RunSpec;
import dev.iota.core.wire.GradientProbe;
import dev.iota.core.wire.HopEvidence;
import dev.iota.core.wire.Sink;
import dev.iota.core.wire.Source;
import dev.iota.core.wire.TokenEvidence;
import dev.iota.core.wire.Work;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is written into logs and messages shows no secret. */
@Tag("security")
class SecretsTest {
    private static final String SECRET = "do-not-show";
    private static final Instant UNTIL = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void nothing_that_holds_a_session_or_credentials_shows_them() {
        var credentials = new QueueCredentials("a", SECRET, SECRET, UNTIL);
        var announced = new UploadRequest.Announced(1, Sha256.hex("x"));
        var spec = RunSpec.of("r", 1, Presets.load("tiny"), EpochSpec.untilClosed());
        for (var holder : List.of(
                credentials,
                new RegisterRequest(Optional.of(SECRET), Optional.empty(), "1", "cpu"),
                new RenewRequest(SECRET, 0, 0, 0, List.of(), List.of(), List.of(), 0, 0, UNTIL),
                new UploadRequest(SECRET, 0, 0, List.of(announced), announced),
                new RenewResponse(List.of(), List.of(), Optional.of(credentials), List.of()),
                new RegisterResponse(1, SECRET, 0, "i", "e", "r", credentials, spec, false, 0, Optional.empty()),
                new ValidatorRequest(Optional.of(SECRET), "1", "cpu", Optional.empty(), List.of(), UNTIL, 0, 0),
                new ValidatorResponse(SECRET, spec, "i", "e", "r", Optional.of(credentials)))) {
            assertThat(holder.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void no_work_shows_the_presigned_urls_that_it_holds() {
        var source = new Source(SECRET, Map.of("h", SECRET), 1, Optional.empty());
        var sink = new Sink(SECRET, Map.of("h", SECRET), 1);
        var work = new Work.Forward(
                "r",
                0,
                1,
                0,
                "l",
                UNTIL,
                Instant.EPOCH,
                Optional.of(source),
                Optional.of(source),
                Optional.of(sink),
                1);

        assertThat(work.toString()).doesNotContain(SECRET);
        var evidence = new HopEvidence(
                Optional.of(new TokenEvidence(0, source, source, source)),
                Optional.of(source),
                Optional.of(source),
                Optional.of(source),
                Optional.of(source),
                1,
                new GradientProbe(List.of(), List.of()),
                Optional.empty(),
                Optional.empty());
        assertThat(new Work.Audit("r", 0, 1, "a", "l", UNTIL, source, evidence).toString())
                .doesNotContain(SECRET);
    }

    @Test
    void a_key_pair_does_not_show_its_secret() {
        var keys = KeyPair.generate(new Random(1));

        assertThat(keys.toString()).doesNotContain(HexFormat.of().formatHex(keys.seed()));
    }
}
