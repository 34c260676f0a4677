package dev.iota.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.iota.core.base.Json;
import dev.iota.local.cloud.net.CloudException;
import dev.iota.local.cloud.net.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the CDK application makes of a run: the template, and the files that go with it.
 *
 * @param stack the stack's name
 * @param template where the template is
 * @param assets files to upload, the template among them
 */
record StackTemplate(String stack, Asset template, List<Asset> assets) {
    /** The parameter of every template that names what {@code cdk bootstrap} leaves in the account. */
    private static final String BOOTSTRAP = "BootstrapVersion";

    /** How old the Node.js of this machine is says nothing about the stack. */
    private static final List<String> SILENCED = List.of(
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION",
            "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION",
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION");

    /** A file and where it is uploaded to. */
    record Asset(Path file, String bucket, String key) {}

    StackTemplate {
        assets = List.copyOf(assets);
    }

    /**
     * Runs the application as {@code cdk deploy} does.
     *
     * @param out folder for what it makes
     * @throws CloudException if it cannot: the message is its own
     */
    static StackTemplate of(Checkout checkout, String run, Place place, Path out, Path log)
            throws CloudException, IOException, InterruptedException {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + out.toAbsolutePath().getParent(), // jsii leaves there what it unpacks
                        "-jar",
                        checkout.stackJar().toString())
                .directory(checkout.stackFolder().toFile());
        var environment = builder.environment();
        environment.put("CDK_OUTDIR", out.toString());
        environment.put("CDK_CONTEXT_JSON", Json.write(Map.of("run", run)));
        environment.put("CDK_DEFAULT_ACCOUNT", place.account());
        environment.put("CDK_DEFAULT_REGION", place.region());
        SILENCED.forEach(variable -> environment.put(variable, "true"));
        Tool.run("the stack cannot be made", builder, log);
        return read("iota-" + run, out);
    }

    private static StackTemplate read(String stack, Path out) throws IOException {
        var files = Json.mapper()
                .readTree(out.resolve(stack + ".assets.json").toFile())
                .path("files");
        var name = stack + ".template.json";
        var assets = new ArrayList<Asset>();
        for (var file : files) {
            assets.add(asset(out, file));
        }
        var template = assets.stream()
                .filter(asset -> asset.file().endsWith(name))
                .findAny()
                .orElseThrow(() -> new IOException("%s is not among the assets of the stack".formatted(name)));
        return new StackTemplate(stack, template, assets);
    }

    private static Asset asset(Path out, JsonNode file) throws IOException {
        var path = out.resolve(file.path("source").path("path").asText());
        if (!Files.isRegularFile(path)) {
            throw new IOException("the asset %s is no file".formatted(path)); // a folder would have to be packed
        }
        var destination = file.path("destinations").elements().next();
        return new Asset(
                path,
                destination.path("bucketName").asText(),
                destination.path("objectKey").asText());
    }

    /** Name of the parameter in which {@code cdk bootstrap} leaves its version. */
    String bootstrapParameter() throws IOException {
        return Json.mapper()
                .readTree(template.file().toFile())
                .path("Parameters")
                .path(BOOTSTRAP)
                .path("Default")
                .asText();
    }
}
