/** What all requests say of where they come from. */
import type { Installation, Member } from '../book.ts';
import { giveTrigger } from '../grants.ts';
import type { SlackSandbox } from '../index.ts';

/** Who does something, in the Slack in which they do it. */
export type By = { slack: SlackSandbox; member: Member };

/** Of old, before requests were signed; still sent. */
export const TOKEN = 'verification-token';

/** The member's own team; for a stranger, who is of no team of this Slack, the first one. */
export const homeTeamOf = ({ slack, member }: By): string =>
  slack.book.teams.has(member.teamId) ? member.teamId : slack.teamId;

/** The installation that serves the team; the first one when there is none any more. */
export function installationOf({ slack }: By, teamId: string): Installation {
  const enterpriseId = slack.book.teams.get(teamId)?.enterpriseId ?? null;
  const all = [...slack.book.installations.values()];
  return (
    all.findLast(one => one.teamId === teamId && !one.revoked) ??
    all.findLast(one => enterpriseId !== null && one.enterpriseId === enterpriseId && !one.revoked) ??
    slack.installation
  );
}

const isOrgWide = (by: By, teamId: string): boolean => installationOf(by, teamId).enterpriseId !== null;

/** The team's fields in a slash command. */
export function flatOrigin(by: By, teamId: string) {
  const { domain, enterpriseId } = teamIn(by, teamId);
  return {
    token: TOKEN,
    api_app_id: by.slack.appId,
    team_id: teamId,
    team_domain: domain,
    ...(enterpriseId ? { enterprise_id: enterpriseId, enterprise_name: nameOf(enterpriseId) } : {}),
    is_enterprise_install: String(isOrgWide(by, teamId)),
  };
}

/** The fields that every interactive payload has. */
export function origin(by: By, teamId: string) {
  const { id, name, teamId: ownTeam } = by.member;
  const { domain, enterpriseId } = teamIn(by, teamId);
  const organisation = enterpriseId ? { id: enterpriseId, name: nameOf(enterpriseId) } : null;
  return {
    token: TOKEN,
    api_app_id: by.slack.appId,
    team: {
      id: teamId,
      domain,
      ...(organisation ? { enterprise_id: organisation.id, enterprise_name: organisation.name } : {}),
    },
    user: { id, name, username: name, team_id: ownTeam },
    ...(organisation ? { enterprise: organisation } : {}),
    is_enterprise_install: isOrgWide(by, teamId),
  };
}

/** The trigger_id of what the member does now. */
export const trigger = ({ slack, member }: By, teamId: string): string =>
  giveTrigger(slack.book, { userId: member.id, teamId });

function teamIn({ slack }: By, teamId: string) {
  const team = slack.book.teams.get(teamId);
  const domain = (team?.name ?? teamId).toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return { domain, enterpriseId: team?.enterpriseId ?? null };
}

const nameOf = (enterpriseId: string): string => `Organisation ${enterpriseId}`;
