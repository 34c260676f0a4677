package dev.iota.cloud;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Collectors;

/** The rooms of this module, and what it knows. */
@AnalyzeClasses(packages = "dev.iota.cloud", importOptions = DoNotIncludeTests.class)
final class CloudArchitectureTest {
    private static final int LARGEST_PACKAGE = 30;

    private CloudArchitectureTest() {}

    @ArchTest
    static final ArchRule no_packages_form_a_circle =
            slices().matching("dev.iota.cloud.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule adapters_know_the_domain_and_the_aws_sdk_alone = classes()
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

    @ArchTest
    static void no_package_has_more_classes_than_a_reader_can_keep_in_mind(JavaClasses classes) {
        var sizes = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes)
                .isNotEmpty()
                .allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(LARGEST_PACKAGE));
    }
}
