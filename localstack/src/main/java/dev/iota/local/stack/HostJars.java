package dev.iota.local.stack;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jars of this program that LocalStack would otherwise download, by a class of each. */
final class HostJars {
    private static final List<String> RUNTIME_CLIENT = List.of(
            "com.amazonaws.services.lambda.runtime.api.client.AWSLambda",
            "com.amazonaws.services.lambda.runtime.Context",
            "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer");

    private static final List<String> JSONATA = List.of(
            "com.dashjoin.jsonata.Jsonata",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.databind.ObjectMapper");

    private HostJars() {}

    /** Class path of AWS's Java runtime client. */
    static String runtimeClient() {
        return RUNTIME_CLIENT.stream()
                .map(HostJars::jar)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Fills a folder with links to the jars of JSONata, which takes all that is in it. */
    static void linkJsonata(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var jar : JSONATA.stream().map(HostJars::jar).toList()) {
            Files.createSymbolicLink(folder.resolve(jar.getFileName()), jar);
        }
    }

    /** Class path of DynamoDB Local: that of the embedded cloud, which has it inside. */
    static String dynamoDb() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path jar(String type) {
        try {
            var source = Class.forName(type, false, HostJars.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("%s is not where this program was built with it".formatted(type), e);
        }
    }
}
