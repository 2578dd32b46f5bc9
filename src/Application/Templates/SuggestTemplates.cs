using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Templates;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Templates;

/// <summary>Templates for a reply to one customer, filled in: those whose name begins with what was typed, then those that contain it.</summary>
public static class SuggestTemplates
{
    private const int Most = 8, MostLooked = 500;

    [Requires(Permissions.Inbox.Reply)]
    public sealed record Query(Guid EscalationId, string? Q) : IQuery<Result>;

    public sealed record Result(IReadOnlyList<Row> Items);

    /// <param name="Missing">Places without a value; such a text is not sent.</param>
    /// <param name="Segments">How many parts it has as an SMS.</param>
    public sealed record Row(Guid Id, string Name, TemplateScope Scope, string Locale, string Text, IReadOnlyList<string> Missing, int Segments);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.Q).MaximumLength(100);
    }

    internal sealed class Handler(IDeskDb db, IActor actor) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var escalation = await db.Escalations.VisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(e => e.Id == query.EscalationId, ct) ?? throw new NotFound("The request");
            var (locale, desksLocale, values) = await db.TemplateValues(actor, escalation, ct);
            var words = (query.Q ?? "").Trim();
            // A desk has dozens of templates, at most hundreds: what is typed is compared here, in any case and language.
            var all = await db.VisibleTemplates(actor).AsNoTracking().OrderBy(t => t.Name).Take(MostLooked).ToListAsync(ct);
            var found = all.Where(t => Contains(t.Name, words) || t.Wordings.Any(w => Contains(w.Text, words))).OrderBy(t => Rank(t, words, escalation.TeamId)).ThenBy(t => t.Name, StringComparer.CurrentCulture).Take(Most);
            return new([.. found.Select(t => (Template: t, Filled: t.Fill(locale, desksLocale, values)))
                .Select(t => new Row(t.Template.Id, t.Template.Name, t.Template.Scope, t.Filled.Locale, t.Filled.Text, t.Filled.Missing, SmsSegments.Of(t.Filled.Text).Count))]);
        }

        private static bool Contains(string text, string words) => text.Contains(words, StringComparison.CurrentCultureIgnoreCase);

        /// <summary>A name that begins so, then a name that contains it, then a text; one's own and the team's before everybody's.</summary>
        private static (int, int) Rank(Template t, string words, Guid? team) =>
            (t.Name.StartsWith(words, StringComparison.CurrentCultureIgnoreCase) ? 0 : Contains(t.Name, words) ? 1 : 2, t.Scope == TemplateScope.Person ? 0 : t.TeamId is not null && t.TeamId == team ? 1 : 2);
    }
}
