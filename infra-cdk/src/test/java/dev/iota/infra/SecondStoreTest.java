package dev.iota.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Objects in a store that is not the stack's own bucket. */
@Tag("infra")
@ExtendWith(Synthesis.class)
class SecondStoreTest {
    private static final String ENDPOINT = "https://objects.example";

    @TempDir
    private static Path folder;

    private static SynthesizedStack stack;

    @BeforeAll
    static void synthesize() throws Exception {
        stack = SynthesizedStack.in(folder, new SecondStore(ENDPOINT, "iota/objects", "auto"));
    }

    @Test
    void every_function_is_told_where_objects_are_and_the_template_has_no_credentials() {
        assertThat(stack.resources("AWS::Lambda::Function")).isNotEmpty().allSatisfy(function -> {
            var variables = variables(function);
            assertThat(variables.path("IOTA_OBJECTS_ENDPOINT").asText()).isEqualTo(ENDPOINT);
            assertThat(variables.path("IOTA_OBJECTS_REGION").asText()).isEqualTo("auto");
            assertThat(variables.path("IOTA_OBJECTS_ACCESS_KEY_ID").asText())
                    .isEqualTo("{{resolve:secretsmanager:iota/objects:SecretString:accessKeyId::}}");
            assertThat(variables.path("IOTA_OBJECTS_SECRET_ACCESS_KEY").asText())
                    .isEqualTo("{{resolve:secretsmanager:iota/objects:SecretString:secretAccessKey::}}");
        });
    }

    @Test
    void without_the_setting_no_function_hears_of_another_store(@TempDir Path other) throws Exception {
        assertThat(SynthesizedStack.in(other).resources("AWS::Lambda::Function"))
                .allSatisfy(function -> assertThat(variables(function).properties())
                        .extracting(Map.Entry::getKey)
                        .noneMatch(name -> name.startsWith("IOTA_OBJECTS")));
    }

    @Test
    void a_place_without_a_secret_is_refused_and_a_secret_without_a_place() {
        assertThatThrownBy(() -> SecondStore.of(Map.<String, Object>of("objectsEndpoint", ENDPOINT)::get))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("'-c objectsEndpoint=URL' and '-c objectsSecret=NAME' belong together: add"
                        + " '-c objectsSecret=…'");
        assertThatThrownBy(() -> SecondStore.of(Map.<String, Object>of("objectsSecret", "name")::get))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageEndingWith("add '-c objectsEndpoint=…'");
        assertThat(SecondStore.of(key -> null)).isNull();
    }

    private static JsonNode variables(JsonNode function) {
        return function.path("Properties").path("Environment").path("Variables");
    }
}
