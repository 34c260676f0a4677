package dev.iota.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.iota.rules.PackageRules;
import dev.iota.rules.SurroundingRules;

/** The rooms of what agents share, and what they may know. */
@AnalyzeClasses(packages = "dev.iota.agent", importOptions = DoNotIncludeTests.class)
final class AgentArchitectureTest {
    private AgentArchitectureTest() {}

    @ArchTest
    static final ArchTests PACKAGES = ArchTests.in(PackageRules.class);

    @ArchTest
    static final ArchTests SURROUNDINGS = ArchTests.in(SurroundingRules.class);

    @ArchTest
    static final ArchRule it_knows_the_domain_the_adapters_the_model_and_no_web_server = classes()
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.iota.agent..",
                    "dev.iota.core..",
                    "dev.iota.cloud..",
                    "dev.iota.model..",
                    "software.amazon.awssdk..",
                    "com.fasterxml.jackson..",
                    "org.slf4j..",
                    "java..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule an_agent_reaches_queues_through_the_sdk_and_no_other_service = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("software.amazon.awssdk.services..")
                    .and(resideOutsideOfPackages("software.amazon.awssdk.services.sqs..")))
            .because("objects have presigned URLs; an agent has no right to anything else");
}
