package dev.iota.orchestrator;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives the runs of a test class to the next one. */
public final class RunsGoBack implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        TestCloud.clear();
    }
}
