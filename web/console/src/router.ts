import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { base, type Kit } from '@kit';
import type { Grant } from './gql/graphql';
import { readMall } from './mall';
import { readStaff, useStaff } from './session';

declare module 'vue-router' {
  interface RouteMeta {
    /** Staff with one of these see the page; none: all of them. */
    needs?: Grant[];
    /** Nobody has to be signed in. */
    open?: boolean;
    /** The entry of the menu that it belongs to. */
    menu?: string;
  }
}

const page = (path: string, name: string, menu: string, needs: Grant[], component: RouteRecordRaw['component']): RouteRecordRaw =>
  ({ path, name, meta: { menu, needs }, component: component! }) as RouteRecordRaw;

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'signIn', meta: { open: true }, component: () => import('./pages/access/SignInPage.vue') },
  { path: '/invitation', name: 'invitation', meta: { open: true }, component: () => import('./pages/access/LinkPage.vue'), props: { kind: 'invitation' } },
  { path: '/password', name: 'password', meta: { open: true }, component: () => import('./pages/access/LinkPage.vue'), props: { kind: 'password' } },
  { path: '/signed-in', name: 'openId', meta: { open: true }, component: () => import('./pages/access/OpenIdPage.vue') },
  page('/', 'home', 'home', [], () => import('./pages/HomePage.vue')),
  page('/me', 'me', '', [], () => import('./pages/staff/MePage.vue')),
  page('/orders', 'orders', 'orders', ['ORDERS'], () => import('./pages/order/OrdersPage.vue')),
  page('/orders/:id', 'order', 'orders', ['ORDERS'], () => import('./pages/order/OrderPage.vue')),
  page('/after-sales', 'afterSales', 'afterSales', ['ORDERS'], () => import('./pages/order/AfterSalesPage.vue')),
  page('/after-sales/:id', 'afterSale', 'afterSales', ['ORDERS'], () => import('./pages/order/AfterSalePage.vue')),
  page('/money-back', 'moneyBack', 'moneyBack', ['ORDERS'], () => import('./pages/order/MoneyBackPage.vue')),
  page('/products', 'products', 'products', ['CATALOG_READ'], () => import('./pages/catalog/ProductsPage.vue')),
  page('/products/new', 'newProduct', 'products', ['CATALOG_WRITE'], () => import('./pages/catalog/NewProductPage.vue')),
  page('/products/:id', 'product', 'products', ['CATALOG_READ'], () => import('./pages/catalog/ProductPage.vue')),
  page('/categories', 'categories', 'categories', ['CATALOG_READ'], () => import('./pages/catalog/CategoriesPage.vue')),
  page('/brands', 'brands', 'brands', ['CATALOG_READ'], () => import('./pages/catalog/BrandsPage.vue')),
  page('/shipping', 'shipping', 'shipping', ['CATALOG_READ'], () => import('./pages/catalog/ShippingPage.vue')),
  page('/members', 'members', 'members', ['MEMBERS'], () => import('./pages/member/MembersPage.vue')),
  page('/members/:id', 'member', 'members', ['MEMBERS'], () => import('./pages/member/MemberPage.vue')),
  page('/adjustments', 'adjustments', 'adjustments', ['POINTS'], () => import('./pages/member/AdjustmentsPage.vue')),
  page('/referrals', 'referrals', 'referrals', ['MEMBERS'], () => import('./pages/member/ReferralsPage.vue')),
  page('/tiers', 'tiers', 'tiers', ['RULES'], () => import('./pages/member/TiersPage.vue')),
  page('/rules', 'rules', 'rules', ['RULES'], () => import('./pages/rule/RulesPage.vue')),
  page('/rules/new', 'newRule', 'rules', ['RULES'], () => import('./pages/rule/RulePage.vue')),
  page('/rules/:code', 'rule', 'rules', ['RULES'], () => import('./pages/rule/RulePage.vue')),
  page('/simulate', 'simulate', 'simulate', ['RULES'], () => import('./pages/rule/SimulatePage.vue')),
  page('/explain', 'explain', 'explain', ['RULES'], () => import('./pages/rule/ExplainPage.vue')),
  page('/tasks', 'tasks', 'tasks', ['RULES'], () => import('./pages/rule/TasksPage.vue')),
  page('/tasks/new', 'newTask', 'tasks', ['RULES'], () => import('./pages/rule/TaskPage.vue')),
  page('/tasks/:code', 'task', 'tasks', ['RULES'], () => import('./pages/rule/TaskPage.vue')),
  page('/codes', 'codes', 'codes', ['RULES'], () => import('./pages/rule/CodesPage.vue')),
  page('/games', 'games', 'games', ['RULES'], () => import('./pages/rule/GamesPage.vue')),
  page('/campaigns', 'campaigns', 'campaigns', ['CAMPAIGNS'], () => import('./pages/campaign/CampaignsPage.vue')),
  page('/campaigns/new-lottery', 'newLottery', 'campaigns', ['CAMPAIGNS'], () => import('./pages/campaign/NewLotteryPage.vue')),
  page('/campaigns/:id', 'campaign', 'campaigns', ['CAMPAIGNS'], () => import('./pages/campaign/CampaignPage.vue')),
  page('/coupons', 'coupons', 'coupons', ['CAMPAIGNS'], () => import('./pages/coupon/CouponsPage.vue')),
  page('/coupons/new', 'newCoupon', 'coupons', ['CAMPAIGNS'], () => import('./pages/coupon/CouponPage.vue')),
  page('/coupons/:code', 'coupon', 'coupons', ['CAMPAIGNS'], () => import('./pages/coupon/CouponPage.vue')),
  page('/causes', 'causes', 'causes', ['POINTS'], () => import('./pages/member/CausesPage.vue')),
  page('/partners', 'partners', 'partners', ['PARTNERS'], () => import('./pages/partner/PartnersPage.vue')),
  page('/partners/:id', 'partner', 'partners', ['PARTNERS'], () => import('./pages/partner/PartnerPage.vue')),
  page('/currencies', 'currencies', 'currencies', ['POLICY'], () => import('./pages/setting/CurrenciesPage.vue')),
  page('/settings', 'settings', 'settings', ['RULES'], () => import('./pages/setting/SettingsPage.vue')),
  page('/staff', 'staff', 'staff', ['STAFF'], () => import('./pages/staff/StaffPage.vue')),
  page('/staff/:login', 'staffUser', 'staff', ['STAFF'], () => import('./pages/staff/StaffUserPage.vue')),
  page('/roles', 'roles', 'roles', ['STAFF'], () => import('./pages/staff/RolesPage.vue')),
  page('/invitations', 'invitations', 'invitations', ['STAFF'], () => import('./pages/staff/InvitationsPage.vue')),
  { path: '/:path(.*)*', name: 'lost', component: () => import('./pages/LostPage.vue') },
];

/** The pages, for those who may see them. What is asked of the API it refuses by itself. */
export function createPages(kit: () => Pick<Kit, 'session' | 'client' | 'formats'>) {
  const router = createRouter({ history: createWebHistory(base.pathname), routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } });
  const { staff, can, set } = useStaff();

  router.beforeEach(async (to) => {
    const { session, client, formats } = kit();
    if (to.meta.open) return true;
    if (!session.signedIn.value) return { name: 'signIn', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
    if (!staff.value) {
      try {
        const [, mall] = await Promise.all([readStaff(client), readMall(client)]);
        formats.setZone(mall.timeZone);
      } catch {
        set(undefined);
        return { name: 'signIn', query: { why: 'noStaff' } };
      }
    }
    if (staff.value?.twoFactorDue && to.name !== 'me') return { name: 'me' };
    if (!can(...(to.meta.needs ?? []))) return { name: 'lost', params: { path: to.path.slice(1).split('/') }, query: { why: 'forbidden' } };
    return true;
  });
  return router;
}
