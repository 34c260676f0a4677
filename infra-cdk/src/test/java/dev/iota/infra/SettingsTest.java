package dev.iota.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("infra")
class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void a_stack_has_the_names_of_its_run_and_account() throws IOException {
        var jar = Files.createFile(folder.resolve("given.jar"));
        var settings = settings(
                Map.of("run", "alpha", "functionsJar", jar.toString()), Map.of("CDK_DEFAULT_ACCOUNT", "123456789012"));
        assertThat(settings.names().objects()).isEqualTo("iota-alpha-objects-123456789012");
        assertThat(settings.functionsJar()).isEqualTo(jar);
    }

    @Test
    void a_run_must_be_named() {
        assertThatThrownBy(() -> settings(Map.of(), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("no run is named: add '-c run=NAME'");
    }

    @Test
    void a_name_that_no_queue_could_have_is_refused() {
        assertThatThrownBy(() -> settings(Map.of("run", "Alpha!"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("Alpha!");
    }

    @Test
    void a_given_jar_that_is_not_there_is_named() {
        var missing = folder.resolve("missing.jar").toString();
        assertThatThrownBy(() -> settings(Map.of("run", "alpha", "functionsJar", missing), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(missing);
    }

    @Test
    void without_a_built_jar_it_says_how_to_build_one() {
        assertThatThrownBy(() -> Settings.builtJar(folder))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run './mvnw package'");
        assertThatThrownBy(() -> Settings.builtJar(folder.resolve("target")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("run './mvnw package'");
    }

    @Test
    void the_built_jar_is_found_by_its_name() throws IOException {
        Files.createFile(folder.resolve("orchestrator-functions.jar"));
        var lambda = Files.createFile(folder.resolve("orchestrator-functions-1.0-lambda.jar"));
        assertThat(Settings.builtJar(folder)).isEqualTo(lambda);
    }

    @Test
    void of_two_built_jars_none_is_guessed() throws IOException {
        Files.createFile(folder.resolve("orchestrator-functions-1.0-lambda.jar"));
        Files.createFile(folder.resolve("orchestrator-functions-1.1-lambda.jar"));
        assertThatThrownBy(() -> Settings.builtJar(folder))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("orchestrator-functions-1.0-lambda.jar")
                .hasMessageContaining("orchestrator-functions-1.1-lambda.jar");
    }

    @Test
    void a_budget_is_an_amount_that_somebody_hears_of() throws IOException {
        var jar = Files.createFile(folder.resolve("given.jar")).toString();
        var heard = settings(
                Map.of("run", "alpha", "functionsJar", jar, "budget", "50", "budgetEmail", "a@example.org"), Map.of());
        assertThat(heard.budget()).isEqualTo(new Settings.Budget(50, "a@example.org"));
        assertThat(settings(
                                Map.of("run", "alpha", "functionsJar", jar, "budget", "50", "alarmTopic", "arn:topic"),
                                Map.of())
                        .budget())
                .isEqualTo(new Settings.Budget(50, null));

        assertThatThrownBy(() -> settings(Map.of("run", "alpha", "functionsJar", jar, "budget", "50"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("nobody would hear of the budget");
        assertThatThrownBy(() -> settings(
                        Map.of("run", "alpha", "functionsJar", jar, "budget", "much", "budgetEmail", "a@b"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("'-c budget=much' is no amount");
        assertThatThrownBy(() -> settings(Map.of("run", "alpha", "functionsJar", jar, "budgetEmail", "a@b"), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("-c budget=DOLLARS");
    }

    private static Settings settings(Map<String, Object> context, Map<String, String> environment) {
        return Settings.of(context::get, environment);
    }
}
