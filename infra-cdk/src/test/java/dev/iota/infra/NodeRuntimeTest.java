package dev.iota.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRuntimeTest {
    @TempDir
    private Path folder;

    @Test
    void node_is_found_in_any_folder_of_the_path() throws IOException {
        var node = Files.createFile(folder.resolve("node"));
        assertThat(node.toFile().setExecutable(true)).isTrue();
        assertThat(NodeRuntime.isOn(folder.resolve("empty") + File.pathSeparator + folder))
                .isTrue();
    }

    @Test
    void a_file_that_cannot_run_is_no_node() throws IOException {
        Files.createFile(folder.resolve("node"));
        assertThat(NodeRuntime.isOn(folder.toString())).isFalse();
    }

    @Test
    void without_node_it_says_what_to_install() {
        assertThat(NodeRuntime.isOn(null)).isFalse();
        assertThatThrownBy(() -> NodeRuntime.require(folder.toString()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("install Node.js");
    }
}
