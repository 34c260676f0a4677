package dev.iota.local.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.iota.core.base.Json;
import dev.iota.local.cloud.CloudFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a whole run leaves behind and shows while it lasts is searched for its secrets. */
@Tag("e2e")
@Tag("security")
class SecretsInRunTest {
    private static final int MINERS = 3;

    /** Where each secret belongs, readable by its owner alone. */
    private static final Set<String> KEPT_IN = Set.of("key.json", "session.json", "cloud.json");

    /** Of temporary credentials, and of URLs that are rights. */
    private static final Pattern RIGHTS =
            Pattern.compile("ASIA[0-9A-Z]{12}|X-Amz-(Signature|Security-Token|Credential)=");

    @TempDir
    Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    @Test
    void a_run_shows_its_keys_sessions_and_credentials_nowhere() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "process lists are read from /proc");
        var commands = new LinkedHashSet<String>();
        String output;
        try (var started = Started.train(folder, run(), "--steps", "4", "--report", "copy.json")) {
            started.await("the run ends", () -> {
                commands.addAll(commands(started));
                return !started.handle().isAlive() || Files.exists(run().resolve("report.json"));
            });
            var ended = started.awaitEnd();
            assertThat(ended.status()).as(ended.output()).isZero();
            output = ended.output();
        }
        assertThat(commands).hasSizeGreaterThan(1 + MINERS);
        var secrets = secrets();
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(2 * MINERS + 1);
        var shown = new LinkedHashMap<String, String>();
        shown.put("the output", output);
        shown.put("the process lists", String.join("\n", commands));
        for (var file : files(folder)) {
            shown.put(folder.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        assertThat(shown.keySet()).anyMatch(name -> name.startsWith("run/logs/miner-"));

        assertThat(leaks(shown, secrets)).isEmpty();
        assertThat(shown.entrySet())
                .filteredOn(entry -> isForPeople(entry.getKey()))
                .filteredOn(entry -> RIGHTS.matcher(entry.getValue()).find())
                .extracting(Map.Entry::getKey)
                .isEmpty();
    }

    /** Never with the secret itself. */
    private static List<String> leaks(Map<String, String> shown, Map<String, String> secrets) {
        var leaks = new ArrayList<String>();
        shown.forEach((place, text) -> secrets.forEach((secret, what) -> {
            if (text.contains(secret)) {
                leaks.add("%s shows %s".formatted(place, what));
            }
        }));
        return leaks;
    }

    /** What a person reads or sends to somebody who is to help. */
    private static boolean isForPeople(String place) {
        return !place.contains("/cloud/") && !place.contains("/data/");
    }

    private static List<String> commands(Started started) {
        return Stream.concat(Stream.of(started.handle()), started.children().stream())
                .flatMap(process -> command(process.pid()).stream())
                .toList();
    }

    private static List<String> command(long pid) {
        try {
            return List.of(
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return List.of(); // it ended
        }
    }

    /** Each as it may be written, and what it is. */
    private Map<String, String> secrets() throws IOException {
        var secrets = new LinkedHashMap<String, String>();
        secrets.put(CloudFile.read(run().resolve("cloud")).secretAccessKey(), "the cloud's secret access key");
        for (var miner = 0; miner < MINERS; miner++) {
            var home = run().resolve("miners/%d/miner-0".formatted(miner));
            var seed = Json.mapper()
                    .readTree(home.resolve("key.json").toFile())
                    .path("secret")
                    .asText();
            secrets.put(seed, "the seed of miner " + miner);
            var bytes = HexFormat.of().parseHex(seed);
            secrets.put(seed.toUpperCase(java.util.Locale.ROOT), "the seed of miner " + miner);
            secrets.put(Base64.getEncoder().withoutPadding().encodeToString(bytes), "the seed of miner " + miner);
            secrets.put(new String(bytes, StandardCharsets.ISO_8859_1), "the seed of miner " + miner);
            try (var all = Files.walk(home)) {
                for (var file : all.filter(f -> f.endsWith("session.json")).toList()) {
                    secrets.put(
                            Json.mapper()
                                    .readTree(file.toFile())
                                    .path("session")
                                    .asText(),
                            "the session of miner " + miner);
                }
            }
        }
        assertThat(secrets.keySet()).noneMatch(String::isBlank);
        return secrets;
    }

    private static List<Path> files(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !KEPT_IN.contains(file.getFileName().toString()))
                    .toList();
        }
    }
}
