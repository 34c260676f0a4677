package dev.iota.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;

/** The arrows between modules, in their build files: what is not declared cannot be imported. */
class ModuleArrowsTest {
    /** Surefire starts in the module's folder. */
    private static final Path ROOT = Path.of("..");

    private record Dependency(String group, String artifact) {}

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "shared/core, ''",
        "shared/cloud, core",
        "shared/model, core",
        "shared/agent, core cloud model",
        "shared/research, core cloud model",
        "orchestrator-functions, core cloud",
        "miner-agent, core cloud model agent",
        "validator-agent, core cloud model agent",
        "infra-cdk, core cloud dashboard",
        "localstack, core cloud orchestrator-functions dashboard"
    })
    void a_module_depends_on_no_other_module_than_the_design_says(String module, String allowed) throws Exception {
        var ours = new TreeSet<String>();
        for (var dependency : dependencies(module)) {
            if (dependency.group().equals("dev.iota")) {
                ours.add(dependency.artifact());
            }
        }

        assertThat(Set.of(allowed.split(" "))).containsAll(ours);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "shared/core, software.amazon com.amazonaws ai.djl io.micronaut",
        "shared/cloud, ai.djl io.micronaut com.amazonaws",
        "shared/model, software.amazon com.amazonaws io.micronaut",
        "shared/agent, com.amazonaws software.amazon.dynamodb io.micronaut",
        "shared/research, software.amazon com.amazonaws io.micronaut",
        "orchestrator-functions, ai.djl io.micronaut",
        "miner-agent, com.amazonaws software.amazon.dynamodb",
        "validator-agent, com.amazonaws software.amazon.dynamodb",
        "infra-cdk, ai.djl io.micronaut",
        "localstack, ai.djl io.micronaut"
    })
    void a_module_carries_no_library_that_is_not_its_concern(String module, String forbidden) throws Exception {
        assertThat(dependencies(module)).noneSatisfy(dependency -> assertThat(forbidden.split(" "))
                .anyMatch(group -> (dependency.group() + ".").startsWith(group + ".")));
    }

    @Test
    void every_module_is_covered() throws Exception {
        try (var files = Files.find(ROOT, 3, (path, attributes) -> path.endsWith("pom.xml"))) {
            assertThat(files.map(path -> ROOT.relativize(path).getParent())
                            .filter(java.util.Objects::nonNull)
                            .map(path -> path.toString().replace('\\', '/'))
                            .filter(path -> !path.contains("target")))
                    .containsExactlyInAnyOrder(
                            "shared",
                            "shared/core",
                            "shared/cloud",
                            "shared/model",
                            "shared/agent",
                            "shared/research",
                            "shared/dashboard",
                            "orchestrator-functions",
                            "miner-agent",
                            "validator-agent",
                            "infra-cdk",
                            "localstack");
        }
    }

    private static List<Dependency> dependencies(String module) throws Exception {
        var document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(ROOT.resolve(module).resolve("pom.xml").toFile());
        var found = new ArrayList<Dependency>();
        var nodes = document.getElementsByTagName("dependency");
        for (var i = 0; i < nodes.getLength(); i++) {
            var dependency = (Element) nodes.item(i);
            if (!text(dependency, "scope").equals("test")) {
                found.add(new Dependency(text(dependency, "groupId"), text(dependency, "artifactId")));
            }
        }
        assertThat(found).isNotEmpty();
        return found;
    }

    private static String text(Element parent, String name) {
        var child = parent.getElementsByTagName(name).item(0);
        return child == null ? "" : child.getTextContent().trim();
    }
}
