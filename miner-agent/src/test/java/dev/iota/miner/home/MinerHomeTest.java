package dev.iota.miner.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.iota.agent.failure.AgentException;
import dev.iota.agent.home.KeyFile;
import dev.iota.core.base.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinerHomeTest {
    @TempDir
    Path home;

    @Test
    void a_folder_without_a_miner_is_named_with_the_remedy() {
        assertThatThrownBy(() -> new MinerHome(home).look())
                .isInstanceOf(AgentException.class)
                .hasMessage("there is no miner in %s; --home names the folder that 'run' was given", home);
    }

    @Test
    void of_a_miner_that_does_not_run_it_says_what_is_on_the_disk() throws Exception {
        var keys = KeyFile.create(home.resolve("miner-0"), new Random(1));
        Files.createDirectories(home.resolve("miner-0").resolve("alpha"));
        var view = new MinerHome(home).look();
        assertThat(view.isUp()).isFalse();
        assertThat(view.summary()).isEqualTo("no miner runs in %s", home);
        assertThat(view.stopped()).singleElement().satisfies(miner -> {
            assertThat(miner.hotkey()).isEqualTo(keys.hotkey().address());
            assertThat(miner.text().lines()).contains("  run 'alpha': no snapshot");
        });
    }

    @Test
    void the_file_of_a_process_that_is_gone_is_no_running_miner() throws Exception {
        KeyFile.create(home.resolve("miner-0"), new Random(1));
        write(Long.MAX_VALUE, "http://127.0.0.1:1");
        assertThat(new MinerHome(home).look().summary()).isEqualTo("no miner runs in %s", home);
    }

    @Test
    void a_process_that_does_not_answer_is_named() throws Exception {
        KeyFile.create(home.resolve("miner-0"), new Random(1));
        write(ProcessHandle.current().pid(), "http://127.0.0.1:1");
        assertThat(new MinerHome(home).look().summary()).contains("does not answer at http://127.0.0.1:1");
    }

    @Test
    void something_else_at_its_address_is_no_miner() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var page = "<html>".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        server.start();
        try {
            write(
                    ProcessHandle.current().pid(),
                    "http://127.0.0.1:" + server.getAddress().getPort());
            assertThatThrownBy(() -> new MinerHome(home).look())
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("is no miner");
        } finally {
            server.stop(0);
        }
    }

    private void write(long pid, String url) throws IOException {
        Files.writeString(home.resolve(MinerHome.FILE), Json.write(new MinerHome.Running(pid, url)));
    }
}
