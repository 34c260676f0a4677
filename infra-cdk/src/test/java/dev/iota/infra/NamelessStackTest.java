package dev.iota.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The CDK command line starts the application for {@code cdk bootstrap}, too, which is about no run. */
@Tag("infra")
@ExtendWith(Synthesis.class)
class NamelessStackTest {
    @Test
    void without_a_run_an_account_can_be_prepared_and_nothing_can_be_deployed(@TempDir Path folder) throws IOException {
        var app = IotaApp.builder().outdir(folder.toString()).build();
        IotaApp.nameless(app);

        app.synth();

        assertThat(folder.resolve("iota.metadata.json")).content().contains("aws:cdk:error", Settings.NO_RUN);
    }
}
