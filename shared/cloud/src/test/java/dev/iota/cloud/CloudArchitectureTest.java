package dev.iota.cloud;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;
import java.time.Clock;
import java.time.Instant;

/** The rooms of this module, and what it knows. */
@AnalyzeClasses(packages = "dev.iota.cloud", importOptions = DoNotIncludeTests.class)
final class CloudArchitectureTest {
    private CloudArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    private static final String COMMAND_LINES = "dev.iota.cloud.process..";

    @ArchTest
    static final ArchRule programs_know_the_command_line_too = classes()
            .that()
            .resideInAPackage(COMMAND_LINES)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.cloud..",
                    "dev.iota.core..",
                    "software.amazon.awssdk..",
                    "picocli..",
                    "java..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule adapters_know_the_domain_and_the_aws_sdk_alone = classes()
            .that()
            .resideOutsideOfPackage(COMMAND_LINES)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.cloud..", "dev.iota.core..", "software.amazon.awssdk..", "java..", "org.jspecify.."));

    @ArchTest
    static final ArchRule adapters_read_no_clock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("what is written down is as of when its caller decided");

    @ArchTest
    static final ArchRule shapes_are_records_that_know_no_service = noClasses()
            .that()
            .resideInAPackage("dev.iota.cloud.shape..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("software.amazon.awssdk.."))
            .because("the stack and the embedded cloud are made from them");
}
