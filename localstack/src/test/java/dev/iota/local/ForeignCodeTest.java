package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What would let somebody else's bytes decide what runs, or what is called, is in no source. */
@Tag("security")
class ForeignCodeTest {
    /** Surefire starts in the module's folder. */
    private static final Path ROOT = Path.of("..");

    private static final List<String> MODULES = List.of(
            "shared/core",
            "shared/cloud",
            "shared/model",
            "shared/agent",
            "shared/research",
            "orchestrator-functions",
            "miner-agent",
            "validator-agent",
            "localstack");

    /** Java serialization, JSON that names classes, scripts. */
    private static final Pattern CODE =
            Pattern.compile("ObjectInputStream|XMLDecoder|activateDefaultTyping|enableDefaultTyping"
                    + "|JsonTypeInfo\\.Id\\.(CLASS|MINIMAL_CLASS)"
                    + "|ScriptEngine|defineClass|URLClassLoader");

    /** Listens on this machine while a function gets ready, and names itself to the SDK. */
    private static final Path REHEARSAL = Path.of("snapshot", "EchoService.java");

    /** Connections to where somebody says. */
    private static final Pattern CONNECTION = Pattern.compile(
            "java\\.net\\.http|HttpClient\\.newHttpClient|URLConnection|new Socket\\(|URI\\.create|new URI\\(");

    @Test
    void no_source_lets_bytes_choose_classes_or_run_code() throws IOException {
        assertThat(MODULES.stream().flatMap(module -> containing(module, CODE))).isEmpty();
    }

    @Test
    void the_functions_open_no_connection_but_those_of_the_sdk_to_their_own_services() throws IOException {
        assertThat(containing("orchestrator-functions", CONNECTION).filter(file -> !file.endsWith(REHEARSAL)))
                .isEmpty();
    }

    private static Stream<Path> containing(String module, Pattern pattern) {
        try (var files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            var found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> pattern.matcher(read(file)).find())
                    .toList();
            return found.stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
