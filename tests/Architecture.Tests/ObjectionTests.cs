using EscalationCqrs.Web.Errors;
using FluentValidation;

namespace EscalationCqrs.Architecture.Tests;

/// <summary>What validators object to is said in the reader's language.</summary>
public sealed class ObjectionTests
{
    [Fact]
    public void Every_objection_of_a_validator_has_a_sentence_in_both_languages()
    {
        var objections = Code.Application.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IValidator)))
            .SelectMany(t => ((IValidator)Activator.CreateInstance(t, nonPublic: true)!).CreateDescriptor().Rules
                .SelectMany(rule => rule.Components.Select(c => (Where: $"{t.DeclaringType?.Name}.{rule.PropertyName}", Code: c.ErrorCode ?? c.Validator.Name)))).ToList();

        Assert.True(objections.Count > 100);
        Assert.DoesNotContain(objections, o => o.Code != "ChildValidatorAdaptor" && Web.Texts.For("en").Find(Problems.KeyOf(o.Code)) is null);
    }
}
